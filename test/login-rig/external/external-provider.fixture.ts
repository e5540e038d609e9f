import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RigProgram } from '../rig-program.fixture.ts';

const program = fileURLToPath(new URL('./external-program.fixture.ts', import.meta.url));

/** What the external login service is told. */
export interface ExternalStart {
  /** 0 takes a free one. */
  readonly port: number;
  /** Of its issuer, as Keycloak has its realms. */
  readonly path: string;
  readonly client: { readonly id: string; readonly secret: string; readonly redirectURIs: readonly string[] };
  /** By what they type: their claims. There are no passwords. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export type ExternalProvider = RigProgram & { readonly issuer: string };

/** Starts a certified OpenID provider (`oidc-provider`), in the place of Keycloak and the like. */
export async function startExternalProvider(start: Partial<ExternalStart>): Promise<ExternalProvider> {
  const told: ExternalStart = {
    port: 0,
    path: '/realms/company',
    client: { id: 'kubeflow', secret: 'a-client-secret', redirectURIs: [] },
    people: {},
    ...start,
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  const ended = once(child, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        log += String(text);
        const [, found] = /^port (\d+)$/m.exec(log) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    void ended.then(() => reject(new Error(`The external provider ended: ${log}`)));
    child.stdin.write(`${JSON.stringify(told)}\n`);
  });
  return {
    port,
    issuer: `http://127.0.0.1:${port}${told.path}`,
    log: () => log,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
