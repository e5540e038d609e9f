import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { composeParts } from '../../src/cli/compose-parts.ts';
import { startSimulatedCcp } from '../../src/cli/demo/simulated-ccp.ts';
import { seedDirectory } from '../../src/runs/database.fixture.ts';
import { openService } from '../../src/server/compose.ts';
import type { CcpLogin } from './go-through.fixture.ts';

/** The product as `mla demo` puts it together: the real engine, and a simulated CCP that hands out real control planes. */
export interface RealProduct extends AsyncDisposable {
  readonly url: string;
  readonly ccp: CcpLogin;
  readonly client: ApiClient;
  loginLink(): string;
}

/** Opens it on a directory of its own; `releasePath` is the folder of rendered releases, practice alone when left out. */
export async function openRealProduct({ releasePath }: { releasePath?: string } = {}): Promise<RealProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-whole-'));
  const ccp = await startSimulatedCcp({ directory: join(directory, 'ccp'), detached: false });
  const dataDirectory = join(directory, 'data');
  const service = await openService({
    dataDirectory,
    cacheDirectory: seedDirectory,
    port: 0,
    version: '0.1.0',
    report: (message) => process.stderr.write(`${message}\n`),
    webDirectory: resolve(import.meta.dirname, '../../web/dist'),
    makeParts: composeParts({
      dataDirectory,
      cacheDirectory: join(directory, 'cache'),
      environment: releasePath === undefined ? {} : { MLA_RELEASE_PATH: releasePath },
    }),
  });
  return {
    url: service.url,
    ccp: {
      address: ccp.address,
      fingerprint: ccp.fingerprint,
      username: ccp.username,
      password: ccp.password.reveal(),
    },
    client: createApiClient({ url: service.url, token: service.token }),
    loginLink: () => service.loginLink(),
    [Symbol.asyncDispose]: async () => {
      await service.close();
      await ccp.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
