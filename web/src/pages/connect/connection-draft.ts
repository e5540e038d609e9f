import { connectionInput, type ConnectionInput, type Trust } from '../../../../src/api/contract.ts';
import { resourceName } from '../../../../src/installation/resource-name.ts';
import { sayIssue } from '../../words/validation-words.ts';

/** A connection while it is typed. The password lives here and nowhere else in the browser. */
export interface ConnectionDraft {
  readonly platform: 'ccp' | 'existing';
  readonly name: string;
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly trust: Trust;
  readonly kubeconfig: string;
  readonly context: string;
}

export function emptyConnection(platform: 'ccp' | 'existing'): ConnectionDraft {
  return {
    platform,
    name: platform === 'ccp' ? 'lab' : 'cluster',
    address: '',
    username: '',
    password: '',
    trust: { mode: 'system' },
    kubeconfig: '',
    context: '',
  };
}

/** What is wrong with a draft, by field; empty when it can be sent. */
export type ConnectionProblems = Readonly<Partial<Record<string, string>>>;

/** The draft as the server takes it, or what is wrong with it. */
export function readConnection(draft: ConnectionDraft): {
  readonly input: ConnectionInput | undefined;
  readonly problems: ConnectionProblems;
} {
  const read = connectionInput.safeParse(valueOf(draft), { error: sayIssue });
  const name = resourceName.safeParse(draft.name, { error: sayIssue });
  const problems: Partial<Record<string, string>> = {};
  for (const issue of read.error?.issues ?? []) problems[String(issue.path[0])] ??= issue.message;
  for (const issue of name.error?.issues ?? []) problems['name'] ??= issue.message;
  if (needsKubeconfig(draft))
    problems['kubeconfig'] = sayIssue({ code: 'invalid_type', expected: 'string', input: '' });
  return { input: Object.keys(problems).length === 0 ? read.data : undefined, problems };
}

/** The fields of the draft's platform, without those that were left empty. */
function valueOf({ platform, address, username, password, trust, kubeconfig, context }: ConnectionDraft): unknown {
  if (platform === 'ccp') return { platform, address: withScheme(address.trim()), username, password, trust };
  return { platform, ...given('kubeconfig', kubeconfig), ...given('context', context) };
}

function needsKubeconfig({ platform, kubeconfig }: ConnectionDraft): boolean {
  return platform === 'existing' && kubeconfig === '';
}

/** People copy an address without its scheme; the platform speaks https only. */
export function withScheme(address: string): string {
  return address === '' || address.includes('://') ? address : `https://${address}`;
}

function given(key: string, value: string): Record<string, string> {
  return value === '' ? {} : { [key]: value };
}
