import type { ApiClient } from '../../api/client.ts';
import type { ConnectionView, ReleaseView } from '../../api/contract.ts';
import { pageSize, readAll } from '../../api/read-pages.ts';

/** All saved connections, page by page. */
export function readConnections(client: ApiClient): Promise<ConnectionView[]> {
  return readAll({
    ask: (after) => client.call('listConnections', { query: { limit: pageSize, after } }),
    nameOf: ({ name }) => name,
  });
}

/** All available releases, page by page. */
export function readReleases(client: ApiClient): Promise<ReleaseView[]> {
  return readAll({
    ask: (after) => client.call('listReleases', { query: { limit: pageSize, after } }),
    nameOf: ({ name, version }) => `${name}@${version}`,
  });
}
