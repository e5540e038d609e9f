// The login service of a company, as a process of its own: a certified OpenID provider. A test tells it who is there and
// what it does wrong. It says its port, and ends when standard input closes.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Context } from 'oidc-provider';
import { bodyOf, readStart } from '../../../test/login-rig/program-input.fixture.ts';
import type { Faults } from './company.fixture.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const people = new Map<string, Readonly<Record<string, unknown>>>();
let faults: Faults = {};

function makeProvider(issuer: string, clientSecret: string): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'mlanywhere',
        client_secret: clientSecret,
        // Of a native application, so at any port of this machine: the server under test takes a free one.
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/login/callback', 'http://localhost/tools/mla/login/callback'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    claims: { openid: ['sub'], email: ['email'], profile: ['name', 'preferred_username', 'groups'] },
    cookies: { keys: ['only-of-this-process'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    findAccount: (_: unknown, id: string) => {
      const claims = people.get(id);
      return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
    },
    loadExistingGrant: async ({ oidc: { client, session, params } }: Context) => {
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** The ID token as a provider with the faults of now would sign it. */
function withFaults(idToken: string): string {
  const [header = '', payload = ''] = idToken.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const { clock = 0 } = faults;
  const wrong = {
    ...claims,
    iat: Number(claims['iat']) + clock,
    exp: Number(claims['exp']) + clock,
    ...(faults.nonce !== undefined && { nonce: faults.nonce }),
    ...(faults.issuer !== undefined && { iss: faults.issuer }),
  };
  const text = `${header}.${Buffer.from(JSON.stringify(wrong)).toString('base64url')}`;
  const key: KeyObject = faults.foreignKey === true ? foreignKey : privateKey;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** Answers of the token endpoint leave with the faults of now. */
function spoil(response: ServerResponse): void {
  const end = response.end.bind(response);
  response.end = ((body?: string | Buffer) => {
    const answer = JSON.parse(String(body)) as { id_token?: string };
    if (answer.id_token === undefined) return end(body);
    const text = JSON.stringify({ ...answer, id_token: withFaults(answer.id_token) });
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as ServerResponse['end'];
}

/** For a browser. */
const signInPage = `<!doctype html><html lang="en"><title>The company</title><h1>The company</h1>
<form method="post"><label>Person <input name="person"></label><button>Go on</button></form>`;

async function answer(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  if (url === '/test/faults') {
    faults = JSON.parse(await bodyOf(request)) as Faults;
    response.end();
  } else if (url.startsWith('/test/people/')) {
    people.set(url.slice(13), JSON.parse(await bodyOf(request)) as Record<string, unknown>);
    response.end();
  } else if (url.startsWith('/sign-in/') && request.method === 'GET') {
    response.setHeader('content-type', 'text/html').end(signInPage);
  } else if (url.startsWith('/sign-in/')) {
    const person = new URLSearchParams(await bodyOf(request)).get('person') ?? '';
    const result =
      person === '' ? { error: 'access_denied' } : { login: { accountId: person, remember: false }, consent: {} };
    await provider.interactionFinished(request, response, result);
  } else {
    if (url === '/token') spoil(response);
    await provider.callback()(request, response);
  }
}

const { clientSecret } = await readStart<{ clientSecret: string }>();
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const provider = makeProvider(`http://127.0.0.1:${port}`, clientSecret);
  server.on('request', (request, response) => {
    answer(provider, request, response).catch((thrown: unknown) => {
      console.error(thrown);
      response.writeHead(500).end('failed');
    });
  });
  console.log(`port ${port}`);
});
