import { MlaError, toMlaError } from '../../errors/error.ts';
import type { LoginConnection } from './connection.ts';
import type { LoginFacts } from './facts.ts';
import { hopTitles, type Hop, type HopId, type LoginWalk } from './hops.ts';
import { createSession } from './session.ts';
import { programOf, stations, type LoginWish, type Membership } from './stations.ts';
import { createVisitor, withoutQuery, type Visit } from './visitor.ts';

/** Seconds that two clocks may differ before it is worth a word: what Envoy forgives. */
const tolerance = 60;

/** Before the first answer. */
const nothingYet: Visit = {
  path: '/',
  answer: { status: 0, location: undefined, cookies: [], date: undefined, type: '', body: '' },
};

/** Failures that a wrong clock explains. */
const clockFailures = new Set(['login.callbackRefused', 'login.sessionExpired', 'login.tokenRefused']);

/**
 * Logs a user in as a browser does, from the gateway to the dashboard and the user's namespace, and says at which
 * station it ends and why. Rejects only when the signal aborts.
 */
export async function walkLogin(
  connection: LoginConnection,
  wish: LoginWish,
  given: {
    readonly facts: LoginFacts;
    readonly signal: AbortSignal;
    /** The last station; `provider` sends no password. */
    readonly until?: HopId;
  },
): Promise<LoginWalk> {
  const { facts, signal, until } = given;
  const clocks = new Map<string, number>();
  const onAnswer = ({ path, answer: { date } }: Visit): void => {
    const who = path.startsWith('/dex/') ? 'Dex' : 'the gateway';
    if (date !== undefined) clocks.set(who, Math.round((date - Date.now()) / 1000));
  };
  const visitor = createVisitor(connection, { facts, signal, programOf, onAnswer });
  const hops: Hop[] = [];
  let user: string | undefined;
  let namespaces: readonly Membership[] = [];
  const onUser = (name: string, found: readonly Membership[]): void => {
    user = name;
    namespaces = found;
  };
  let visit = nothingYet;
  for (const { id, pass } of stations) {
    const before = performance.now();
    try {
      visit = await pass({ visitor, origin: connection.origin, wish, facts, visit, onUser });
      hops.push(hopOf(id, 'passed', { before, seen: seenAt(visit) }));
    } catch (thrown) {
      signal.throwIfAborted();
      const error = withClocks(toMlaError(thrown), clocks);
      hops.push({ ...hopOf(id, 'failed', { before, seen: error.message }), error });
      break;
    }
    if (id === until) break;
  }
  const error = hops.at(-1)?.error;
  const warnings = error?.key === 'login.clockWrong' ? [] : wrongClocks(clocks);
  const session = user === undefined ? undefined : createSession(connection, visitor.jar);
  const walked = [...hops, ...skippedAfter(hops.length)];
  return { hops: walked, error, warnings, user, namespaces, ...(session && { session }) };
}

/** A login that cannot begin, because nothing leads to the gateway. */
export function walkWithoutWay(error: MlaError): LoginWalk {
  const gateway = { ...hopOf('gateway', 'failed', { before: performance.now(), seen: error.message }), error };
  return { hops: [gateway, ...skippedAfter(1)], error, warnings: [], user: undefined, namespaces: [] };
}

function skippedAfter(count: number): Hop[] {
  return stations.slice(count).map(({ id }) => hopOf(id, 'skipped', { before: performance.now(), seen: '' }));
}

function hopOf(id: HopId, state: Hop['state'], { before, seen }: { before: number; seen: string }): Hop {
  return { id, title: hopTitles[id], state, milliseconds: Math.round(performance.now() - before), seen };
}

function seenAt({ path, answer }: Visit): string {
  return `${withoutQuery(path)}: HTTP ${answer.status}`;
}

/** The clock is the reason where tokens are refused and a clock is wrong. */
function withClocks(error: MlaError, clocks: ReadonlyMap<string, number>): MlaError {
  const [wrong] = wrongClocks(clocks);
  return wrong !== undefined && clockFailures.has(error.key) ? wrong : error;
}

function wrongClocks(clocks: ReadonlyMap<string, number>): MlaError[] {
  return [...clocks]
    .filter(([, ahead]) => Math.abs(ahead) > tolerance)
    .map(
      ([program, ahead]) =>
        new MlaError('login.clockWrong', {
          program,
          seconds: Math.abs(ahead),
          direction: ahead > 0 ? 'ahead of' : 'behind',
        }),
    );
}
