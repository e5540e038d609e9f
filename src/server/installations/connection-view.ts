import { connectionView, type ConnectionInput, type ConnectionView } from '../../api/contract.ts';
import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import type { PlatformImplementation, ShownConnection } from '../../platforms/implementation.ts';
import { viewWay } from '../../platforms/connection-proxy.ts';
import { platformImplementations } from '../../platforms/implementations.ts';
import { definitionOf } from '../../platforms/unions.ts';

/** The parts of a connection that may be shown. Throws server.badKubeconfig for a kubeconfig that cannot be used. */
export async function viewConnection(
  name: string,
  input: ConnectionInput,
  { allowLocalFiles }: { allowLocalFiles: boolean },
): Promise<ConnectionView> {
  // Each implementation is given the input of its own platform.
  const implementation = platformImplementations[input.platform] as PlatformImplementation;
  const view = (): Promise<ShownConnection> =>
    implementation.viewConnection?.(input, { localFiles: allowLocalFiles }) ?? viewShown(input);
  return { name, platform: input.platform, ...(await explain(view)) };
}

const shownFields = connectionView.pick({ address: true, username: true, trust: true }).partial();

/** The fields that its platform declares as shown. */
function viewShown(input: ConnectionInput): Promise<ShownConnection> {
  const kinds = definitionOf(input.platform).connection?.fields ?? {};
  const shown = Object.entries(input).filter(([field]) => kinds[field] === 'shown');
  const { address = '', trust = { mode: 'system' }, ...rest } = shownFields.parse(Object.fromEntries(shown));
  return Promise.resolve({ address, trust, ...rest, ...viewWay(input) });
}

async function explain(view: () => Promise<ShownConnection>): Promise<ShownConnection> {
  try {
    return await view();
  } catch (thrown) {
    if (isError(thrown, 'general.badAuthorityText')) throw thrown;
    throw new MlaError('server.badKubeconfig', { reason: toMlaError(thrown).message }, { cause: thrown });
  }
}
