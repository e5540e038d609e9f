import { call, type LoginWish } from '../../api/api.ts';

/** How somebody gets in, and the page that they wanted where the way names one. */
export type Entry = { readonly wish: LoginWish; readonly next?: string | undefined } | { readonly answer: string };

/** The answer of a provider names the page that the person wanted; a link can name one. */
export async function enterBy(entry: Entry): Promise<{ csrfToken: string; next?: string | undefined }> {
  if ('answer' in entry) return call('finishProviderLogin', { body: entry });
  return { ...(await call('login', { body: entry.wish })), next: entry.next };
}

/** What a login link or a provider brings behind its `#`. It is gone from the address before anything else happens. */
export function takeLink(): Entry | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const [code, answer] = [given.get('code'), given.get('answer')];
  if (code === null && answer === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  if (answer !== null) return { answer };
  return { wish: { token: code ?? '' }, next: given.get('next') ?? undefined };
}

/** Only a page of this server, as the router names it and the browser itself reads it: a link must not be able to send a person elsewhere after login. */
export function localPath(next = '/'): string {
  const url = URL.parse(next, location.origin);
  return url?.origin === location.origin && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/';
}
