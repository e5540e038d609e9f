import type { ConnectorCheckView } from '../../../api/contract.ts';
import { fromReport, type MlaError } from '../../../errors/error.ts';
import type { Installation } from '../../../installation/installation.ts';
import type { ConnectorWish } from '../../../installation/login/login.ts';
import { plainText } from '../../output/plain-text.ts';
import type { Session } from '../../server/with-server.ts';

const marks = { passed: '✔', failed: '✖', unknown: '?' } as const;

/** Asks the login service of a connector, and prints each answer. Returns the first failure. */
export async function testAndPrint(
  { client, output }: Session,
  {
    installation,
    connector,
    secret,
  }: { readonly installation: Installation; readonly connector: ConnectorWish; readonly secret?: string | undefined },
): Promise<MlaError | undefined> {
  const access = installation.spec.kubeflow?.access ?? { expose: 'clusterIP' as const };
  const body = { connector, access, installation: installation.metadata.name, ...(secret !== undefined && { secret }) };
  const { checks, redirectURI } = await client.call('testConnector', { body });
  output.printJson({ connector: connector.id, redirectURI, checks });
  for (const check of checks) output.print(lineOf(check));
  const failed = checks.find(({ outcome }) => outcome === 'failed')?.error;
  return failed === undefined ? undefined : fromReport(failed);
}

function lineOf({ outcome, title, seen }: ConnectorCheckView): string {
  return `${marks[outcome]} ${title}: ${plainText(seen)}`;
}
