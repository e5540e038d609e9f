import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./company-program.fixture.ts', import.meta.url));

/** What the provider does wrong, until it is told otherwise. */
export interface Faults {
  /** Of the ID token. */
  readonly nonce?: string;
  readonly issuer?: string;
  /** Seconds by which the provider's clock differs. */
  readonly clock?: number;
  /** Another key than the published one signs. */
  readonly foreignKey?: boolean;
}

export interface Company {
  readonly issuer: string;
  readonly clientSecret: string;
  /** From now on. */
  setFaults(faults: Faults): Promise<void>;
  /** From now on, by what they type. */
  setPerson(id: string, claims: Readonly<Record<string, unknown>>): Promise<void>;
  /** A person at a browser: follows the provider's redirects from an address, types a name, and ends where the provider sends them. */
  logIn(address: string, person: string): Promise<URL>;
  stop(): Promise<void>;
}

/** The login service of a company: a certified OpenID provider (`oidc-provider`) in a process of its own. */
export async function startCompany(): Promise<Company> {
  const clientSecret = 'secret-of-the-client-at-the-company';
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write(`${JSON.stringify({ clientSecret })}\n`);
  const ended = once(child, 'exit');
  let said = '';
  const port = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`The provider ended: ${said}`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += String(text);
      const found = /^port (\d+)$/m.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const origin = `http://127.0.0.1:${port}`;
  const tell = async (path: string, value: unknown): Promise<void> => {
    await fetch(`${origin}${path}`, { method: 'POST', body: JSON.stringify(value) });
  };
  return {
    issuer: origin,
    clientSecret,
    setFaults: (faults) => tell('/test/faults', faults),
    setPerson: (id, claims) => tell(`/test/people/${id}`, claims),
    logIn: (address, person) => logInAt(origin, address, person),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function logInAt(origin: string, address: string, person: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(address);
  for (let step = 0; step < 10; step += 1) {
    if (url.origin !== origin) return url;
    const isForm = url.pathname.startsWith('/sign-in/');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isForm && { method: 'POST', body: new URLSearchParams({ person }) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${url.pathname} answered ${answer.status}: ${await answer.text()}`);
    url = new URL(next, url);
  }
  throw new Error('the provider redirects without end');
}
