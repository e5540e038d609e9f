import { type Route, routes } from '../../api/contract.ts';
import { covers, type Principal, type Role } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Account } from './people.ts';

/** A request, as far as it decides who may make it. */
export interface Asked {
  readonly route: Pick<Route, 'path' | 'role'>;
  readonly params: unknown;
  readonly body: unknown;
}

/** Looks up what a request is about. */
export interface Lookups {
  /** The installation of a run, and whether it takes something away. Throws `run.notFound`. */
  readonly run: (runId: string) => Promise<{ readonly installation: string; readonly takes: boolean }>;
  /** Whether there is an installation of this name: a new one may be created by every operator. */
  readonly isThere: (installation: string) => Promise<boolean>;
}

/**
 * The only place that decides whether a person may use a route. Viewers read.
 * Operators change installations: all of them, or those that are granted to
 * them by name. Throws `people.roleNeeded` and `people.notGranted`.
 */
export async function authorize(account: Account, asked: Asked, lookups: Lookups): Promise<void> {
  const { principal, granted, onlyGranted } = account;
  const { role } = asked.route;
  if (role === 'none' || covers(principal.roles, 'admin')) return;
  requireRole(principal, role === 'granted' ? 'operator' : role);
  if (role === 'viewer') return;
  const { installation, takes } = await subjectOf(asked, lookups);
  const isByName = role === 'granted' || takes;
  if (!isByName && !onlyGranted) return;
  if (installation === undefined || granted.includes(installation)) return;
  if (!isByName && !(await lookups.isThere(installation))) return;
  throw new MlaError('people.notGranted', { person: principal.name, installation });
}

/** Throws `people.roleNeeded`. */
export function requireRole({ name, roles }: Principal, needed: Role): void {
  if (!covers(roles, needed)) throw new MlaError('people.roleNeeded', { person: name, has: roles.join(', '), needed });
}

/** What a request changes. */
interface Subject {
  /** By its address, by a run, or in the body. Undefined when it is about none. */
  readonly installation: string | undefined;
  /** It goes on with a run that takes something away. */
  readonly takes: boolean;
}

async function subjectOf({ route, params, body }: Asked, lookups: Lookups): Promise<Subject> {
  const { name, id } = (params ?? {}) as { readonly name?: string; readonly id?: string };
  if (route.path.startsWith('/api/installations/')) return { installation: name, takes: false };
  if (route.path.startsWith('/api/runs/') && id !== undefined) {
    const run = await lookups.run(id);
    return { ...run, takes: run.takes && route.path === routes.retryRun.path };
  }
  const { metadata } = (body ?? {}) as { readonly metadata?: { readonly name?: string } };
  return { installation: metadata?.name, takes: false };
}
