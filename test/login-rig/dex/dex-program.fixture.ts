// Plays Dex, as a process of its own: it reads its settings once, at its start, from standard input, says its port
// there is, and ends when standard input closes.
import { compare } from 'bcryptjs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { choicePage, errorPage, passwordPage } from './dex-pages.fixture.ts';
import { openConnector, type OpenConnector } from './dex-connectors.fixture.ts';
import { absolute, makeProvider, relativeHost } from './dex-provider.fixture.ts';
import { readDexSettings, type DexSettings } from './dex-settings.fixture.ts';
import { bodyOf, readStart } from '../program-input.fixture.ts';
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
  const { users, clients, connectors } = settings;
  const guests = new Map<string, Readonly<Record<string, unknown>>>();
  const provider = makeProvider(settings, keys, guests);
  const prefix = new URL(settings.issuer).pathname;
  const serve = provider.callback();
  const toProvider = (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    return serve(Object.assign(request, { originalUrl: prefix + path, url: path }), response);
  };
  const authorize =
    (connector: string): Answer =>
    async (request, response, url) => {
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
      url.searchParams.set('connector_id', connector);
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
  const ways = [...connectors, ...(settings.passwords ? [{ id: 'local', name: 'Email' }] : [])];
  return {
    [`${prefix}/healthz`]: (_, response) => void response.end('Health check passed'),
    [`${prefix}/auth`]: (_, response, { search }) => {
      const [only, ...more] = ways;
      if (more.length > 0)
        choicePage(
          response,
          ways.map(({ id, name }) => ({ name, address: `${prefix}/auth/${id}${search}` })),
        );
      else response.writeHead(302, { location: `${prefix}/auth/${only?.id ?? ''}${search}` }).end();
    },
    ...Object.fromEntries(ways.map(({ id }) => [`${prefix}/auth/${id}`, authorize(id)])),
    ...routesOfConnectors(settings, { provider, guests }),
    [`${prefix}/auth/local/login`]: logIn,
    [`${prefix}/token`]: redeem,
    '*': (request, response, { pathname, search }) =>
      pathname.startsWith(`${prefix}/`)
        ? toProvider(request, response, pathname.slice(prefix.length) + search)
        : void response.writeHead(404).end('404 page not found'),
  };
}

/** Dex leads on by paths alone, whatever name and scheme it is asked by. */
function leadByPaths(request: IncomingMessage, response: ServerResponse): void {
  const set = response.setHeader.bind(response);
  const here = `http://${request.headers.host ?? ''}`;
  const pathOf = (address: string): string => address.replace(relativeHost, '').replace(here, '');
  response.setHeader = (name, value) => set(name, name.toLowerCase() === 'location' ? pathOf(String(value)) : value);
}

/**
 * What happens at a connector: the browser is sent to the login service, and comes back. A connector that could not be
 * opened is tried again when somebody wants it. Source: dex, server/handlers.go.
 */
function routesOfConnectors(
  { issuer, connectors }: DexSettings,
  { provider, guests }: { provider: Provider; guests: Map<string, Readonly<Record<string, unknown>>> },
): Readonly<Record<string, Answer>> {
  const prefix = new URL(issuer).pathname;
  const open = new Map<string, OpenConnector>();
  const opened = async (id: string): Promise<OpenConnector> => {
    const connector = connectors.find((one) => one.id === id);
    if (connector === undefined) throw new Error(`no connector ${id}`);
    const found = open.get(id) ?? (await openConnector(connector));
    open.set(id, found);
    return found;
  };
  for (const { id } of connectors)
    opened(id).catch((thrown: unknown) => console.error(`Failed to open connector ${id}`, thrown));
  const waiting = new Map<string, string>();
  const start =
    (id: string): Answer =>
    async (_, response, url) => {
      const connector = await opened(id).catch((thrown: unknown) => {
        console.error(thrown);
        return undefined;
      });
      if (connector === undefined) {
        errorPage(response, 400, 'Bad Request', 'Connector failed to initialize');
        return;
      }
      const state = url.searchParams.get('state') ?? '';
      waiting.set(state, id);
      response.writeHead(302, { location: connector.loginAddress(`${issuer}/callback`, state) }).end();
    };
  const callback: Answer = async (_, response, url) => {
    const state = url.searchParams.get('state') ?? '';
    const [id, interaction] = [waiting.get(state), await provider.Interaction.find(state)];
    if (id === undefined || interaction === undefined) {
      errorPage(response, 400, 'Bad Request', 'User session error.');
      return;
    }
    try {
      const claims = await (await opened(id)).identify(url.searchParams);
      const account = `${id}:${String(claims['sub'])}`;
      guests.set(account, claims);
      interaction.result = { login: { accountId: account, remember: false } };
      await interaction.persist();
    } catch (thrown) {
      console.error('Failed to authenticate', thrown);
      errorPage(response, 500, 'Internal Server Error', 'Authentication failed. Contact the administrator.');
      return;
    }
    response.writeHead(303, { location: interaction.returnTo }).end();
  };
  return {
    ...Object.fromEntries(connectors.map(({ id }) => [`${prefix}/auth/${id}/login`, start(id)])),
    [`${prefix}/callback`]: callback,
  };
}

const start = await readStart<DexStart>();
shiftClock(start.clockAheadSeconds);
const routes = routesOf(readDexSettings(start.config, start.environment), start.keys);
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://dex');
  response.setHeader('date', new Date().toUTCString());
  leadByPaths(request, response);
  const answer = routes[url.pathname] ?? routes['*'];
  Promise.resolve(answer?.(request, response, url)).catch((thrown: unknown) => {
    console.error(thrown);
    errorPage(response, 500, 'Internal Server Error', 'Login error.');
  });
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
