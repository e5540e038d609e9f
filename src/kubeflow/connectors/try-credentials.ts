import { MlaError } from '../../errors/error.ts';
import type { ConnectorWish } from '../../installation/login/login.ts';
import type { Secret } from '../../secret.ts';
import { type AskService, fieldsIn } from './login-service.ts';

/** What a token endpoint says of a client. */
export type Verdict = 'accepted' | 'unknown';

/** A client at a token endpoint. */
export interface Client {
  readonly wish: Pick<ConnectorWish, 'id' | 'clientID' | 'scopes'>;
  readonly secret: Secret;
  /** Undefined where Kubeflow has no address yet. */
  readonly redirectURI: string | undefined;
}

const form = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };

/** Errors that accuse the client, and errors that accuse the made-up code: the client was accepted before. Sources: RFC 6749 5.2, GitHub’s troubleshooting of authorization requests. */
const wrong: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client', 'incorrect_client_credentials']);
const accepted: ReadonlySet<unknown> = new Set(['invalid_grant', 'bad_verification_code']);

/**
 * Redeems a code that no login ever gave: the answer tells whether client ID and secret are right. Throws
 * `connector.credentialsWrong`, and `connector.redirectUnregistered` where the login service tells that first.
 */
export async function tryCode(
  ask: AskService,
  token: { readonly address: string; readonly method: 'basic' | 'post' },
  { wish, secret, redirectURI }: Client,
): Promise<Verdict> {
  const { clientID } = wish;
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: 'mlanywhere-tests-this-client',
    ...(redirectURI !== undefined && { redirect_uri: redirectURI }),
    ...(token.method === 'post' && { client_id: clientID, client_secret: secret.reveal() }),
  });
  const pair = [clientID, secret.reveal()].map((part) => encodeURIComponent(part)).join(':');
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const headers = { ...form, ...(token.method === 'basic' && { authorization }) };
  const { status, text } = await ask(token.address, { method: 'POST', headers, body: body.toString() });
  return judge(status, text, { wish, redirectURI });
}

/** Asks for a token of the application itself: Entra ID looks at the code before it looks at the client. Throws `connector.credentialsWrong`. */
export async function tryClientGrant(
  ask: AskService,
  address: string,
  { wish, secret, redirectURI }: Client,
): Promise<Verdict> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: wish.clientID,
    client_secret: secret.reveal(),
    scope: 'https://graph.microsoft.com/.default',
  });
  const { status, text } = await ask(address, { method: 'POST', headers: form, body: body.toString() });
  return status === 200 ? 'accepted' : judge(status, text, { wish, redirectURI });
}

function judge(status: number, text: string, { wish, redirectURI }: Pick<Client, 'wish' | 'redirectURI'>): Verdict {
  const { error, error_description: description } = fieldsIn(text);
  if (error === 'redirect_uri_mismatch' && redirectURI !== undefined)
    throw new MlaError('connector.redirectUnregistered', { address: redirectURI });
  if (accepted.has(error)) return 'accepted';
  if (status !== 401 && !wrong.has(error)) return 'unknown';
  const told = [error, description].filter((part) => typeof part === 'string').join(', ');
  throw new MlaError('connector.credentialsWrong', {
    connector: wish.id,
    clientID: wish.clientID,
    reason: told === '' ? `HTTP ${status}` : told.slice(0, 300),
  });
}

/** Starts a login as a browser does, and looks whether the login service would send the person back. Throws `connector.redirectUnregistered` and `connector.loginRefused`. */
export async function tryRedirect(
  ask: AskService,
  authorization: string,
  { wish, redirectURI }: { readonly wish: Client['wish']; readonly redirectURI: string },
): Promise<Verdict> {
  const url = new URL(authorization);
  for (const [name, value] of Object.entries({
    client_id: wish.clientID,
    redirect_uri: redirectURI,
    response_type: 'code',
    scope: ['openid', ...(wish.scopes ?? ['profile', 'email'])].join(' '),
    state: 'mlanywhere',
  }))
    url.searchParams.set(name, value);
  const { status, location = '', text } = await ask(url.href, { headers: { accept: 'text/html' } });
  const told = URL.parse(location, authorization)?.searchParams;
  const error = told?.get('error');
  if (error === 'redirect_uri_mismatch' || (status >= 400 && /redirect[ _]ur[il]/i.test(text)))
    throw new MlaError('connector.redirectUnregistered', { address: redirectURI });
  if (typeof error === 'string') {
    const reason = [error, told?.get('error_description')].filter((part) => typeof part === 'string').join(', ');
    throw new MlaError('connector.loginRefused', { reason: reason.slice(0, 300) });
  }
  return status < 400 ? 'accepted' : 'unknown';
}
