/** What goes wrong between a client and the API server. */
export type Fault =
  /** Answers come `delayMs` late. */
  | { readonly kind: 'latency'; readonly delayMs: number }
  /** 429, with Retry-After in seconds. */
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number }
  /** The server is in trouble: 500, 502, 503 or 504. */
  | { readonly kind: 'server-error'; readonly status: number }
  /** The request arrives and is carried out; the connection breaks in the middle of the answer. */
  | { readonly kind: 'reset' }
  /** The connection stands, the request is read, and nothing ever comes back. The API server does not see it. */
  | { readonly kind: 'half-open' }
  /** A watch opens and then brings neither events nor bookmarks. */
  | { readonly kind: 'silent-watch' }
  /** `/version` tells this one, `v1.17.6`, whatever the API server is. */
  | { readonly kind: 'other-version'; readonly gitVersion: string };

/** When a fault happens. Everything given must fit; the first rule that fits a request is taken. */
export interface FaultRule {
  readonly fault: Fault;
  /** HTTP methods; all when absent. */
  readonly methods?: readonly string[];
  /** Regular expression on path and query; all when absent. */
  readonly pathPattern?: string;
  /** Between 0 and 1; 1 when absent. */
  readonly probability?: number;
  /** Every nth fitting request only. */
  readonly every?: number;
  /** So many requests, then no more. */
  readonly times?: number;
}

interface ActiveRule {
  readonly rule: FaultRule;
  readonly path: RegExp | undefined;
  seen: number;
  hit: number;
}

/** The rules in force; can be changed at any time. */
export class FaultRules {
  #active: ActiveRule[] = [];
  readonly #random: () => number;
  readonly #listeners: (() => void)[] = [];

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Replaces all rules; counting starts again. An empty list makes everything well. */
  set(rules: readonly FaultRule[]): void {
    this.#active = rules.map((rule) => ({
      rule,
      path: rule.pathPattern === undefined ? undefined : new RegExp(rule.pathPattern),
      seen: 0,
      hit: 0,
    }));
    this.#listeners.forEach((listener) => listener());
  }

  /** The rules in force, with how often each has struck. */
  list(): { readonly rule: FaultRule; readonly hit: number }[] {
    return this.#active.map(({ rule, hit }) => ({ rule, hit }));
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The fault that this request meets, counted. */
  strike(request: { method: string; path: string }): Fault | undefined {
    const found = this.#active.find((active) => this.#fits(active, request));
    if (found === undefined) return undefined;
    found.hit++;
    return found.rule.fault;
  }

  #fits(active: ActiveRule, { method, path }: { method: string; path: string }): boolean {
    const { fault, methods, probability = 1, every = 1, times = Infinity } = active.rule;
    if (methods !== undefined && !methods.includes(method)) return false;
    if (active.path !== undefined && !active.path.test(path)) return false;
    if (fault.kind === 'silent-watch' && !isWatch(path)) return false;
    if (active.hit >= times) return false;
    active.seen++;
    return active.seen % every === 0 && this.#random() < probability;
  }
}

/** Whether a request opens a watch, which stays open on purpose. */
export function isWatch(path: string): boolean {
  return /[?&]watch=(1|true)\b/.test(path);
}
