import type { InstallationInput } from '../../../src/installation/installation.ts';

/** A copy that can be shown and copied: user and password of a proxy address become a placeholder. */
export function showable(draft: InstallationInput): InstallationInput {
  const copy = structuredClone(draft);
  const { proxy } = copy.spec;
  if (proxy?.http !== undefined) proxy.http = hideUserInfo(proxy.http);
  if (proxy?.https !== undefined) proxy.https = hideUserInfo(proxy.https);
  return copy;
}

/** The installation as YAML. The writer is fetched when it is first needed. */
export async function toYaml(draft: InstallationInput): Promise<string> {
  const { printInstallation } = await import('../../../src/installation/print-installation.ts');
  return printInstallation(showable(draft));
}

/** A command that is longer than this, in characters, is harder to read than the file. */
const longestCommand = 400;

/** The command that does the same in a terminal: `mla create` with flags where they are few, else `mla apply` with the YAML, as for one that exists. */
export async function toCommand(
  draft: InstallationInput,
  { exists = false }: { readonly exists?: boolean } = {},
): Promise<string> {
  const { writeCommand } = await import('../../../src/installation/flags/write-command.ts');
  const command = writeCommand(showable(draft));
  return !exists && command.length <= longestCommand
    ? command
    : `mla apply -f - <<'YAML'\n${(await toYaml(draft)).trimEnd()}\nYAML`;
}

function hideUserInfo(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//<user>:<password>@');
}
