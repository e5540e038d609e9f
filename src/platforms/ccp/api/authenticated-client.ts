import { setTimeout as wait } from 'node:timers/promises';
import { MlaError } from '../../../errors/error.ts';
import type { Secret } from '../../../secret.ts';
import { explainAnswer, isPage, isSuccess, refusalText } from './answers.ts';
import { unclearFailures } from './network-errors.ts';
import { describeRequest, type CcpAnswer, type CcpRequest, type CcpTransport } from './transport.ts';

/** Calls to one CCP as one user. Logs in when needed, and once more when CCP rejects the token. */
export interface CcpSession {
  readonly username: string;
  readonly transport: CcpTransport;
  /** A fresh login: at the v3 API, or at the v2 API where v3 has no login of its own. @throws `ccp.wrongPassword`, `ccp.loginForbidden`, `ccp.noToken`, `ccp.noV3Api` */
  login(signal?: AbortSignal): Promise<void>;
  /** Any call to `/v3/`. Retries GETs after a failure of CCP, never writes. Returns any status except 401. */
  call(request: CcpRequest): Promise<CcpAnswer>;
  /** A GET to `/2/`: with the v3 token, which newer releases accept, else with a v2 login. */
  callV2(request: Pick<CcpRequest, 'path' | 'signal'>): Promise<CcpAnswer>;
}

export interface SessionOptions {
  readonly transport: CcpTransport;
  readonly username: string;
  readonly password: Secret;
  /** Milliseconds before the first retry of a GET. Doubles for each next retry. */
  readonly retryWait: number;
}

const getTries = 4;
const stumbles = new Set([429, 502, 503, 504]);

export function createCcpSession({ transport, username, password, retryWait }: SessionOptions): CcpSession {
  let token: string | undefined;
  /** Whether CCP has accepted this token before. Only then can a 403 mean that it expired. */
  let wasTaken = false;
  const address = transport.target.url.origin;

  async function login(signal?: AbortSignal): Promise<void> {
    const path = '/v3/system/login';
    const request: CcpRequest = {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: password.reveal() }),
      ...(signal === undefined ? {} : { signal }),
    };
    const answer = await sendRepeated(request);
    const given = answer.header('x-auth-token');
    token = undefined;
    wasTaken = false;
    if (isSuccess(answer) && given !== '') {
      token = given;
      return;
    }
    if (answer.status === 404) return logInByV2(signal);
    if (answer.status === 401 || answer.status === 400) throw new MlaError('ccp.wrongPassword', { username, address });
    if (isSuccess(answer) && !isPage(answer)) throw new MlaError('ccp.noToken', { username, address });
    if (isSuccess(answer))
      throw new MlaError('ccp.notCcp', {
        address,
        request: describeRequest(request),
        reason: 'the login was answered with a web page',
      });
    const failure = explainAnswer(answer, { address, username, request });
    throw failure.key === 'ccp.forbidden'
      ? new MlaError('ccp.loginForbidden', { username, reason: refusalText(answer) })
      : failure;
  }

  /** Releases of 2019 have no v3 login. The token of their v2 login, in a header or a cookie, works for v3 too. */
  async function logInByV2(signal: AbortSignal | undefined): Promise<void> {
    const answer = await sendV2Login(signal);
    const [cookie = ''] = cookiesOf(answer);
    const given = answer.header('x-auth-token') || cookie.slice(cookie.indexOf('=') + 1);
    if (answer.status === 401 || answer.status === 400) throw new MlaError('ccp.wrongPassword', { username, address });
    if (answer.status === 403) throw new MlaError('ccp.loginForbidden', { username, reason: refusalText(answer) });
    if (!isSuccess(answer) || given === '') throw new MlaError('ccp.noV3Api');
    token = given;
  }

  /** CCP's error texts are shown in messages, so secrets that they echo must be masked. */
  async function send(request: CcpRequest): Promise<CcpAnswer> {
    const answer = await transport.send(request);
    if (isSuccess(answer)) return answer;
    const sent = [password.reveal(), token ?? ''].filter((secret) => secret !== '');
    return { ...answer, text: sent.reduce((text, secret) => text.replaceAll(secret, '[secret]'), answer.text) };
  }

  /** A login can be retried safely, like a GET. */
  async function sendRepeated(request: CcpRequest): Promise<CcpAnswer> {
    for (let sent = 1; ; sent += 1) {
      try {
        const answer = await send(request);
        if (sent >= getTries || !stumbles.has(answer.status)) return answer;
      } catch (thrown) {
        if (sent >= getTries || !(thrown instanceof MlaError) || !unclearFailures.has(thrown.key)) throw thrown;
      }
      await wait(
        retryWait * 2 ** (sent - 1),
        undefined,
        request.signal === undefined ? {} : { signal: request.signal },
      );
    }
  }

  async function callWithToken(request: CcpRequest): Promise<CcpAnswer> {
    const withToken = { ...request, headers: { ...request.headers, 'x-auth-token': token ?? '' } };
    return request.method === 'GET' ? sendRepeated(withToken) : send(withToken);
  }

  async function call(request: CcpRequest): Promise<CcpAnswer> {
    if (token === undefined) await login(request.signal);
    const first = await callWithToken(request);
    // Some servers answer 403 to an expired login. So a token that worked before is renewed once before a 403 counts as missing permission.
    const mayHaveExpired = first.status === 401 || (first.status === 403 && wasTaken);
    if (!isRefusal(first)) wasTaken = true;
    if (!mayHaveExpired) return first;
    // With either status CCP did not act on the request, so even a write can be sent again.
    await login(request.signal);
    const second = await callWithToken(request);
    if (second.status === 401)
      throw new MlaError('ccp.loginNotAccepted', { address, request: describeRequest(request) });
    if (!isRefusal(second)) wasTaken = true;
    return second;
  }

  async function loginV2(signal: AbortSignal | undefined): Promise<string | undefined> {
    const answer = await sendV2Login(signal);
    const cookies = cookiesOf(answer);
    return isSuccess(answer) && cookies.length > 0 ? cookies.join('; ') : undefined;
  }

  function sendV2Login(signal: AbortSignal | undefined): Promise<CcpAnswer> {
    return sendRepeated({
      method: 'POST',
      path: '/2/system/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username, password: password.reveal() }).toString(),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function callV2({ path, signal }: Pick<CcpRequest, 'path' | 'signal'>): Promise<CcpAnswer> {
    const request: CcpRequest = { method: 'GET', path, ...(signal === undefined ? {} : { signal }) };
    if (token === undefined) await login(signal);
    const withToken = await callWithToken(request);
    if (!isRefusal(withToken)) return withToken;
    const cookie = await loginV2(signal);
    const withCookie = cookie === undefined ? undefined : await sendRepeated({ ...request, headers: { cookie } });
    if (withCookie !== undefined && !isRefusal(withCookie)) return withCookie;
    return withToken.status === 401 ? call(request) : withToken;
  }

  return { username, transport, login, call, callV2 };
}

/** `name=value` of each cookie that was set. */
function cookiesOf(answer: CcpAnswer): string[] {
  return answer.cookies.map((cookie) => cookie.split(';')[0] ?? '').filter((pair) => pair.includes('='));
}

function isRefusal(answer: CcpAnswer): boolean {
  return answer.status === 401 || answer.status === 403;
}
