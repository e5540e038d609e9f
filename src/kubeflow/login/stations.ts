import { MlaError } from '../../errors/error.ts';
import type { Secret } from '../../secret.ts';
import { callbackRefusal, dexRefusal, namespaceMissing, passwordRefusal } from './explain.ts';
import type { LoginFacts } from './facts.ts';
import type { HopId } from './hops.ts';
import { findForm, findLink } from './pages.ts';
import { withoutQuery, type Visit, type Visitor } from './visitor.ts';

/** Paths of the two programs. Source: the VirtualServices of the releases. */
const [proxyPrefix, dexPrefix] = ['/oauth2/', '/dex/'];
const callback = '/oauth2/callback';
/** What the dashboard asks itself. Source: kubeflow/dashboard, centraldashboard, api_workgroup.ts. */
const environment = '/api/workgroup/env-info';

/** Who logs in. */
export interface LoginWish {
  readonly email: string;
  readonly password: Secret;
}

export interface Membership {
  readonly namespace: string;
  readonly role: string;
}

/** What one station gets from those before. */
interface Step {
  readonly visitor: Visitor;
  readonly origin: string;
  readonly wish: LoginWish;
  readonly facts: LoginFacts;
  /** The last answer. */
  readonly visit: Visit;
  /** Who the dashboard says it is, and where that person may work. */
  readonly onUser: (user: string, namespaces: readonly Membership[]) => void;
}

/** Passes one station: the answer at the end of it. Throws why it cannot be passed. */
type Pass = (step: Step) => Promise<Visit>;

const passGateway: Pass = async ({ visitor }) => {
  const visit = await visitor.get('/');
  if (visit.answer.status === 200) throw new MlaError('login.notAsked', { path: '/' });
  if (visitor.target(visit) === undefined && signInForm(visit) === undefined) throw unexpected(visit);
  return visit;
};

const passSignIn: Pass = async ({ visitor, visit, origin }) => {
  const form = signInForm(visit);
  const start = form && `${form.action}?${new URLSearchParams([...form.fields]).toString()}`;
  const first = start === undefined ? visit : await visitor.get(start);
  const last = await visitor.follow(first, (path) => path.startsWith(dexPrefix));
  if (visitor.target(last) === undefined) throw unexpected(last);
  refuseLostCookies(visitor, origin);
  return last;
};

const passProvider: Pass = async ({ visitor, visit }) => {
  let page = await visitor.follow(await visitor.get(visitor.target(visit) ?? dexPrefix));
  // With several ways to log in, Dex lets choose; its own users are behind `local`.
  const local = findLink(page.answer.body, /\/auth\/local\b/);
  if (passwordForm(page) === undefined && local !== undefined) page = await visitor.follow(await visitor.get(local));
  const refusal = dexRefusal(page.answer);
  if (refusal !== undefined) throw refusal;
  if (passwordForm(page) !== undefined) return page;
  throw page.answer.status === 200 ? new MlaError('login.noPasswordForm') : unexpected(page);
};

const passPassword: Pass = async ({ visitor, visit, wish, facts }) => {
  const form = passwordForm(visit);
  const fields = new URLSearchParams([...(form?.fields ?? [])]);
  fields.set('login', wish.email);
  fields.set('password', wish.password.reveal());
  const answer = await visitor.post(form?.action || visit.path, fields);
  const last = await visitor.follow(answer, (path) => path === callback);
  if (visitor.target(last) !== undefined) return last;
  throw passwordForm(last) === undefined ? unexpected(last) : passwordRefusal(wish.email, facts);
};

const passCallback: Pass = async ({ visitor, visit, facts, origin }) => {
  const answer = await visitor.get(visitor.target(visit) ?? callback);
  if (visitor.target(answer) === undefined) throw callbackRefusal(answer.answer.status, facts);
  refuseLostCookies(visitor, origin);
  return answer;
};

const passDashboard: Pass = async ({ visitor, visit }) => {
  const page = await visitor.follow(visit);
  if (page.answer.status !== 200) throw unexpected(page);
  return page;
};

const passNamespace: Pass = async ({ visitor, facts, onUser }) => {
  const visit = await visitor.get(environment);
  const { user, namespaces } = readEnvironment(visit);
  onUser(user, namespaces);
  if (namespaces.length === 0) throw namespaceMissing(user, facts);
  return visit;
};

/** The stations of a login, in their order. */
export const stations: readonly { readonly id: HopId; readonly pass: Pass }[] = [
  { id: 'gateway', pass: passGateway },
  { id: 'sign-in', pass: passSignIn },
  { id: 'provider', pass: passProvider },
  { id: 'password', pass: passPassword },
  { id: 'callback', pass: passCallback },
  { id: 'dashboard', pass: passDashboard },
  { id: 'namespace', pass: passNamespace },
];

/** Who answers at a path, for people. */
export function programOf(path: string): string {
  if (path.startsWith(dexPrefix)) return 'dex (namespace auth)';
  return path.startsWith(proxyPrefix) ? 'oauth2-proxy (namespace oauth2-proxy)' : 'dashboard (namespace kubeflow)';
}

function signInForm({ answer }: Visit): ReturnType<typeof findForm> {
  return findForm(answer.body, /action="[^"]*\/oauth2\/start"/);
}

function passwordForm({ answer }: Visit): ReturnType<typeof findForm> {
  return findForm(answer.body, /type="password"/);
}

function refuseLostCookies({ jar }: Visitor, origin: string): void {
  const [cookie] = jar.dropped;
  if (cookie !== undefined) throw new MlaError('login.cookieNotKept', { cookie, origin });
}

function unexpected({ path, answer }: Visit): MlaError {
  const [, words = ''] = /<(?:title|h2)\b[^>]*>([^<]*)</i.exec(answer.body) ?? [];
  const seen = [`HTTP ${answer.status}`, words.trim()].filter((part) => part !== '').join(', ');
  return new MlaError('login.unexpected', { path: withoutQuery(path), seen });
}

function readEnvironment(visit: Visit): { readonly user: string; readonly namespaces: readonly Membership[] } {
  try {
    const { user, namespaces } = JSON.parse(visit.answer.body) as { user?: unknown; namespaces?: unknown };
    if (typeof user !== 'string' || !Array.isArray(namespaces)) throw unexpected(visit);
    return { user, namespaces: namespaces.map(({ namespace, role }: Membership) => ({ namespace, role })) };
  } catch {
    throw unexpected(visit);
  }
}
