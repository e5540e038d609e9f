import { connectionInput, type ConnectionInput, type Trust } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { describeFields } from '../../../../src/installation/describe-problems.ts';
import { resourceName } from '../../../../src/installation/resource-name.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import type { ConnectionProblems, ConnectionValues } from '../../platforms/platform-page.ts';
import { platformPages } from '../../platforms/registry.ts';

/** A connection while it is typed. */
export interface ConnectionDraft {
  readonly platform: PlatformId;
  readonly name: string;
  readonly values: ConnectionValues;
}

export function emptyConnection(platform: PlatformId): ConnectionDraft {
  const { connection } = platformPages[platform];
  return { platform, name: connection?.name ?? '', values: connection?.empty ?? {} };
}

/** What was typed, as the platform's schema takes it. */
export function inputOf({ platform, values }: ConnectionDraft): ConnectionValues {
  return { platform, ...platformPages[platform].connection?.toInput(values) };
}

/** The draft as the server takes it, or what is wrong with it. */
export function readConnection(draft: ConnectionDraft): {
  readonly input: ConnectionInput | undefined;
  readonly problems: ConnectionProblems;
} {
  const input = inputOf(draft);
  const read = connectionInput.safeParse(input);
  const name = resourceName.safeParse(draft.name);
  const problems: Partial<Record<string, string>> = {};
  for (const [path, sentence] of Object.entries(read.success ? {} : describeFields(read.error, input)))
    problems[path.replace(/\..*/, '')] ??= sentence;
  if (!name.success) problems['name'] = describeFields(name.error, draft.name)[''];
  return { input: Object.keys(problems).length === 0 ? read.data : undefined, problems };
}

/** How the certificate at the other end is judged, where the platform has one to judge. */
export function trustOf({ platform, values }: ConnectionDraft): Trust | undefined {
  const flag = definitionOf(platform).connection?.flags.find(({ from }) => from === 'trust');
  return flag === undefined ? undefined : (values[flag.field] as Trust);
}

/** The draft with a certificate's fingerprint pinned. */
export function withPinned(draft: ConnectionDraft, sha256: string): ConnectionDraft {
  const flag = definitionOf(draft.platform).connection?.flags.find(({ from }) => from === 'trust');
  if (flag === undefined) return draft;
  return { ...draft, values: { ...draft.values, [flag.field]: { mode: 'fingerprint', sha256 } } };
}
