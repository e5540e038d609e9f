import type { ConnectionView, ConnectionWay } from '../../api/contract.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { failureOf, testLines, trustText } from '../output/connection-lines.ts';
import { plainText } from '../output/plain-text.ts';
import { readConnections } from '../server/read-lists.ts';
import type { Session } from '../server/with-server.ts';

export interface ExplainWish {
  readonly name: string;
  /** In place of the server at the connection. */
  readonly target: URL | undefined;
  /** Tries the connection too, layer by layer. */
  readonly test: boolean;
}

/** Says which way leads from the server to a saved connection, and why. Throws the error of the layer that failed. */
export async function explainConnection(
  { client, output, url: server }: Session,
  { name, target, test: wanted }: ExplainWish,
): Promise<ErrorKind | undefined> {
  const query = target === undefined ? {} : { url: target.origin };
  const way = await client.call('explainConnectionWay', { params: { name }, query });
  const view = (await readConnections(client)).find((connection) => connection.name === name);
  for (const line of linesOf(way, { view, server })) output.print(plainText(line));
  const test = wanted ? await client.call('testSavedConnection', { params: { name } }) : undefined;
  for (const line of test === undefined ? [] : testLines(test)) output.print(line);
  const layers = (test?.layers ?? []).map(({ layer, ok, detail }) => ({ layer, ok, detail }));
  output.printJson({ connection: name, ...way, proxy: way.proxy ?? null, server, layers });
  const failure = test && failureOf(test, name);
  if (failure !== undefined) throw failure;
  return undefined;
}

function linesOf(
  { url, proxy, proxyUser, because }: ConnectionWay,
  { view, server }: { readonly view: ConnectionView | undefined; readonly server: string },
): string[] {
  return [
    `${url} is reached ${proxy === undefined ? 'directly' : `through the proxy ${proxy}`}.`,
    because,
    ...(proxyUser === undefined ? [] : [`The proxy gets the user ${proxyUser} and a password.`]),
    ...(view === undefined ? [] : [`Trusted: ${trustText(view)}.`]),
    `So says the server at ${server}, from where it is.`,
  ];
}
