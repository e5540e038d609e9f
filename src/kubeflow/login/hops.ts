import type { MlaError } from '../../errors/error.ts';
import type { KubeflowSession } from './session.ts';

/** The stations of a login, in their order. */
export const hopTitles = {
  gateway: 'The gateway asks for a login',
  'sign-in': 'OAuth2 Proxy starts the login',
  provider: 'Dex asks for a password',
  password: 'Dex accepts the password',
  callback: 'OAuth2 Proxy accepts the answer of Dex',
  dashboard: 'The gateway shows the dashboard',
  namespace: 'The dashboard knows a namespace of the user',
} as const;

export type HopId = keyof typeof hopTitles;

/** What happened at one station. */
export interface Hop {
  readonly id: HopId;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  /** What was seen there, in a few words; no secret. */
  readonly seen: string;
  readonly error?: MlaError;
}

/** A whole login. */
export interface LoginWalk {
  readonly hops: readonly Hop[];
  /** Undefined when every hop passed. */
  readonly error: MlaError | undefined;
  /** What does not stop this login, and may stop another. */
  readonly warnings: readonly MlaError[];
  /** Whom Kubeflow takes the user for. */
  readonly user: string | undefined;
  readonly namespaces: readonly { readonly namespace: string; readonly role: string }[];
  /** What the user may do from now on, as a browser does it; undefined unless the login reaches the dashboard. */
  readonly session?: KubeflowSession;
}
