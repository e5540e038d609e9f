/** What sort of trouble it is, in business words; HTTP status and exit code follow from it at the edges. */
export type ErrorKind =
  | 'invalid'
  | 'not-found'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'upstream'
  | 'unavailable'
  | 'timeout'
  | 'cancelled'
  | 'internal';

/** One row of the error registry. `{name}` in the texts is replaced by the detail of that name. */
export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** What happened, in one sentence. */
  readonly message: string;
  /** The likely cause. */
  readonly cause: string;
  /** What to do next. */
  readonly fix: string;
}
