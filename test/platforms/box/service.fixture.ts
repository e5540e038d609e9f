import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../../../src/api/client.ts';
import { composeParts } from '../../../src/app/compose-parts.ts';
import { findPlatforms } from '../../../src/app/platforms.ts';
import { createOutbound } from '../../../src/network/outbound.ts';
import { placeDatabase, seedDirectory } from '../../../src/runs/database/open-database.fixture.ts';
import { openReached } from '../../browser/fixtures/reach.fixture.ts';
import { openService, type Service } from '../../../src/server/compose.ts';

/** The whole product, put together as it always is, with whatever platforms the registry has in this test. */
export interface BoxedProduct extends AsyncDisposable {
  readonly service: Service;
  readonly client: ApiClient;
  /** For a command line that speaks to it. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function openBoxedProduct({
  webDirectory,
  withBox = true,
}: { webDirectory?: string; withBox?: boolean } = {}): Promise<BoxedProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-box-'));
  // As much of an API server as a cluster without Kubeflow is asked for.
  const cluster = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ major: '1', minor: '36', gitVersion: 'v1.36.1' }));
  });
  await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve));
  const server = `http://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
  const environment = withBox ? { BOX_API: server } : {};
  const outbound = createOutbound(environment);
  await placeDatabase(directory);
  const service = await openReached(async (settings) =>
    openService({
      dataDirectory: directory,
      durability: 'none',
      cacheDirectory: seedDirectory,
      port: 0,
      version: '0.1.0',
      report: (message) => process.stderr.write(`${message}\n`),
      ...(webDirectory !== undefined && { webDirectory }),
      makeParts: composeParts({
        dataDirectory: directory,
        cacheDirectory: join(directory, 'cache'),
        environment,
        outbound,
        ...(await findPlatforms({ outbound, localFiles: true, dataDirectory: directory, environment })),
      }),
      ...settings,
    }),
  );
  return {
    service,
    client: createApiClient(service),
    environment: { MLA_SERVER: service.url, MLA_TOKEN: service.token.reveal() },
    async [Symbol.asyncDispose]() {
      await service.close();
      cluster.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
