import { connectToGateway, type LoginAnswer } from '../../../src/kubeflow/login/connection.ts';
import { createCookieJar, type CookieJar } from '../../../src/kubeflow/login/cookies.ts';
import { findForm, findLink } from '../../../src/kubeflow/login/pages.ts';

/** Where a login ended. */
export interface LoginEnd {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  /** Whom Kubeflow takes the person for, and the namespaces, where the dashboard was reached. */
  readonly environment?: { readonly user: string; readonly namespaces: readonly { readonly namespace: string }[] };
}

/** More steps than any login has. */
const mostSteps = 40;

/**
 * A person at a browser: opens the dashboard, chooses a login service at Dex's page, types a name there, and follows
 * every redirect, also from one origin to the other and back. Each origin has its own cookies.
 */
export async function logInThrough(
  connector: string,
  person: string,
  { origin, port }: { readonly origin: string; readonly port: number },
): Promise<LoginEnd> {
  const jars = new Map<string, CookieJar>();
  const ask = async (url: URL, form?: URLSearchParams): Promise<LoginAnswer> => {
    const jar = jars.get(url.origin) ?? createCookieJar(url.origin);
    jars.set(url.origin, jar);
    const cookie = jar.header(url.pathname);
    const connection = connectToGateway({
      origin: url.origin,
      ...(url.origin === origin && { address: { host: '127.0.0.1', port } }),
    });
    const headers = {
      accept: 'text/html',
      ...(cookie !== undefined && { cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const method = form === undefined ? 'GET' : 'POST';
    const body = form === undefined ? {} : { body: form.toString() };
    const answer = await connection.send(
      { method, path: url.pathname + url.search, headers, ...body },
      new AbortController().signal,
    );
    jar.keep(answer.cookies);
    return answer;
  };
  let url = new URL('/', origin);
  let answer = await ask(url);
  for (let step = 0; step < mostSteps; step++) {
    const next = nextOf(answer, { connector, person });
    if (next === undefined) break;
    url = new URL(next.address, url);
    answer = await ask(url, next.form);
  }
  const end = { status: answer.status, url: url.href, text: answer.body };
  if (answer.status !== 200 || url.origin !== origin || url.pathname !== '/') return end;
  const told = await ask(new URL('/api/workgroup/env-info', origin));
  return { ...end, environment: JSON.parse(told.body) as NonNullable<LoginEnd['environment']> };
}

function nextOf(
  { status, location, body }: LoginAnswer,
  { connector, person }: { readonly connector: string; readonly person: string },
): { readonly address: string; readonly form?: URLSearchParams } | undefined {
  if (status >= 300 && status < 400 && location !== undefined) return { address: location };
  const start = findForm(body, /action="[^"]*\/oauth2\/start"/);
  if (start !== undefined) return { address: `${start.action}?${new URLSearchParams([...start.fields]).toString()}` };
  const choice = findLink(body, new RegExp(`/auth/${connector}\\b`));
  if (choice !== undefined) return { address: choice };
  return findForm(body, /name="person"/) && { address: '', form: new URLSearchParams({ person }) };
}
