// An external login service, as a process of its own: a certified OpenID provider. It reads what it is told from standard
// input, says its port, and ends when standard input closes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Context } from 'oidc-provider';
import { bodyOf, readStart } from '../program-input.fixture.ts';
import type { ExternalStart } from './external-provider.fixture.ts';

function makeProvider(issuer: string, { client, people }: ExternalStart): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...client.redirectURIs],
        grant_types: ['authorization_code'],
      },
    ],
    scopes: ['openid'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    cookies: { keys: ['only-of-this-process'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    findAccount: (_: unknown, id: string) => {
      const claims = people[id];
      return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
    },
    loadExistingGrant: async ({ oidc: { client: asking, session, params } }: Context) => {
      const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
      grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
  });
  return provider;
}

const page = `<!DOCTYPE html><html><head><title>Company</title></head><body><h2>Company login</h2>
<form method="post"><label for="person">Person</label><input id="person" name="person"/><button id="sign-in">Sign in</button></form></body></html>`;

const start = await readStart<ExternalStart>();
const server = createServer();
server.listen(start.port, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const provider = makeProvider(`http://127.0.0.1:${port}${start.path}`, start);
  const serve = provider.callback();
  server.on('request', (request, response) => {
    const url = request.url ?? '/';
    const run = async (): Promise<void> => {
      if (url.startsWith('/sign-in/') && request.method !== 'POST') {
        response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      } else if (url.startsWith('/sign-in/')) {
        const person = new URLSearchParams(await bodyOf(request)).get('person') ?? '';
        await provider.interactionFinished(request, response, { login: { accountId: person, remember: false } });
      } else if (url.startsWith(`${start.path}/`)) {
        const path = url.slice(start.path.length);
        await serve(Object.assign(request, { originalUrl: url, url: path }), response);
      } else response.writeHead(404).end('nothing here');
    };
    run().catch((thrown: unknown) => {
      console.error(thrown);
      response.writeHead(500).end('failed');
    });
  });
  console.log(`port ${port}`);
});
