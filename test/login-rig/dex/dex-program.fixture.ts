// Plays Dex, as a process of its own: it reads its settings once, at its start, from standard input, says its port
// there is, and ends when standard input closes.
import { compare } from 'bcryptjs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { errorPage, passwordPage } from './dex-pages.fixture.ts';
import { absolute, makeProvider, relativeHost } from './dex-provider.fixture.ts';
import { readDexSettings, type DexSettings } from './dex-settings.fixture.ts';
import { shiftClock } from './shift-clock.fixture.ts';

/** What the process is told: Dex's configuration and environment, its signing keys, and how wrong its clock is. */
export interface DexStart {
  readonly config: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Dex keeps them in its storage, so a restart does not change them. */
  readonly keys: readonly object[];
  readonly clockAheadSeconds: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** The routes of Dex that a login takes, each on top of the provider's. */
function routesOf(settings: DexSettings, keys: readonly object[]): Readonly<Record<string, Answer>> {
  const { users, clients } = settings;
  const provider = makeProvider(settings, keys);
  const prefix = new URL(settings.issuer).pathname;
  const serve = provider.callback();
  const toProvider = (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      set(name, name.toLowerCase() === 'location' ? String(value).replace(relativeHost, '') : value);
    return serve(Object.assign(request, { originalUrl: prefix + path, url: path }), response);
  };
  const authorize: Answer = async (request, response, url) => {
    const [id, address] = [url.searchParams.get('client_id') ?? '', url.searchParams.get('redirect_uri') ?? ''];
    const client = clients.find((one) => one.id === id);
    if (client === undefined) {
      errorPage(response, 404, 'Not Found', `Invalid client_id ("${id}").`);
      return;
    }
    if (!client.redirectURIs.includes(address)) {
      errorPage(response, 400, 'Bad Request', `Unregistered redirect_uri ("${address}").`);
      return;
    }
    // Dex always asks for the password again, and does not know `prompt=none`.
    url.searchParams.set('prompt', 'login');
    url.searchParams.set('redirect_uri', absolute(address));
    await toProvider(request, response, `/auth${url.search}`);
  };
  const logIn: Answer = async (request, response, url) => {
    const action = url.pathname + url.search;
    if (request.method !== 'POST') {
      passwordPage(response, { action, login: '', invalid: false });
      return;
    }
    const form = new URLSearchParams(await bodyOf(request));
    const login = form.get('login') ?? '';
    const user = users.get(login.toLowerCase());
    if (user === undefined || !(await compare(form.get('password') ?? '', user.hash.replace(/^\$2y/, '$2b')))) {
      passwordPage(response, { action, login, invalid: true });
      return;
    }
    const result = { login: { accountId: user.email.toLowerCase(), remember: false } };
    await provider.interactionFinished(request, response, result);
  };
  const redeem: Answer = async (request, response, url) => {
    const form = new URLSearchParams(await bodyOf(request));
    form.set('redirect_uri', absolute(form.get('redirect_uri') ?? ''));
    await toProvider(Object.assign(request, { body: Object.fromEntries(form) }), response, `/token${url.search}`);
  };
  return {
    [`${prefix}/healthz`]: (_, response) => void response.end('Health check passed'),
    [`${prefix}/auth`]: (_, response, { search }) =>
      void response.writeHead(302, { location: `${prefix}/auth/local${search}` }).end(),
    [`${prefix}/auth/local`]: authorize,
    [`${prefix}/auth/local/login`]: logIn,
    [`${prefix}/token`]: redeem,
    '*': (request, response, { pathname, search }) =>
      pathname.startsWith(`${prefix}/`)
        ? toProvider(request, response, pathname.slice(prefix.length) + search)
        : void response.writeHead(404).end('404 page not found'),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

const lines = createInterface({ input: process.stdin });
lines.once('close', () => process.exit());
const line = await new Promise<string>((resolve) => lines.once('line', resolve));
const start = JSON.parse(line) as DexStart;
shiftClock(start.clockAheadSeconds);
const routes = routesOf(readDexSettings(start.config, start.environment), start.keys);
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://dex');
  response.setHeader('date', new Date().toUTCString());
  const answer = routes[url.pathname] ?? routes['*'];
  Promise.resolve(answer?.(request, response, url)).catch((thrown: unknown) => {
    console.error(thrown);
    errorPage(response, 500, 'Internal Server Error', 'Login error.');
  });
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
