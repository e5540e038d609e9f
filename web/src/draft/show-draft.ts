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
  const { dump } = await import('js-yaml');
  return dump(showable(draft), { lineWidth: -1, noRefs: true });
}

/** The command that does in a terminal what the page does. */
export function toCommand(yaml: string): string {
  return `mla apply -f - <<'YAML'\n${yaml.trimEnd()}\nYAML`;
}

function hideUserInfo(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//<user>:<password>@');
}
