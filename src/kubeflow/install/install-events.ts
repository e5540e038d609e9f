import type { ForeignChange } from '../../api/drift.ts';
import type { WaitView } from '../../api/run.ts';

/** What an install reports while it runs; becomes events of the run. */
export type InstallNews =
  | { readonly type: 'object-applied'; readonly object: string; readonly component: string; readonly created: boolean }
  | { readonly type: 'object-unchanged'; readonly object: string; readonly component: string }
  /** Something of another owner is changed from here on, because the installation says so. */
  | { readonly type: 'taken-over'; readonly word: string; readonly what: string; readonly objects: readonly string[] }
  /** The cluster has a newer one: it is not sent. */
  | { readonly type: 'definition-kept'; readonly object: string; readonly component: string; readonly because: string }
  /** The server refused it for now, so often for this reason; it will be sent again. Told for the first, the tenth, the hundredth time. */
  | {
      readonly type: 'object-rejected';
      readonly object: string;
      readonly component: string;
      readonly why: string;
      readonly times: number;
    }
  /** The network or the server made it necessary to send it again; so many requests in this outage. Told for the first, the tenth, the hundredth. */
  | {
      readonly type: 'object-resent';
      readonly object: string;
      readonly component: string;
      readonly why: string;
      readonly times: number;
    }
  /** A namespace or a definition that was there is gone; it is sent again, with so many objects that were in it. */
  | { readonly type: 'object-vanished'; readonly object: string; readonly contents: number }
  /** The server had it for long and did not serve its kind. */
  | { readonly type: 'definition-touched'; readonly definition: string }
  | { readonly type: 'gate-opened'; readonly gate: string; readonly seconds: number }
  /** A wait that lasts for longer than usual (`overdue`), or that somebody has to end. */
  | {
      readonly type: 'slow';
      readonly what: string;
      readonly seconds: number;
      readonly why: string;
      readonly overdue: boolean;
    }
  | { readonly type: 'workload-ready'; readonly workload: string; readonly component: string }
  | { readonly type: 'workload-unready'; readonly workload: string; readonly component: string; readonly why: string }
  | { readonly type: 'component-ready'; readonly component: string; readonly title: string }
  | { readonly type: 'waits'; readonly waits: readonly WaitView[] }
  /** All that others are known to have changed or removed. */
  | { readonly type: 'foreign-changes'; readonly changes: readonly ForeignChange[] }
  | { readonly type: 'reconnected'; readonly why: string };

/** The result of an install. Times in seconds from its start. */
export interface InstallResult {
  readonly objects: number;
  /** Acknowledged by the server, those found unchanged included. */
  readonly applied: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** What others had changed at the end and what was sent again over their changes. */
  readonly changes: readonly ForeignChange[];
  readonly workloads: number;
  readonly ready: number;
  /** When the server had every object; when it served every kind; when all that can be ready was. */
  readonly seconds: { readonly applied: number; readonly served: number; readonly ready: number };
}
