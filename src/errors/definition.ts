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

/** `MLA-<AREA>-<NNN>`: what users, scripts and other versions know an error by. A number is never used again for something else. */
export type ErrorNumber = `MLA-${string}-${number}`;

/** One row of the error registry. `{name}` in the texts is replaced by the detail of that name. */
export interface ErrorDefinition {
  readonly code: ErrorNumber;
  readonly kind: ErrorKind;
  /** What happened, in one sentence. */
  readonly message: string;
  /** The likely cause. */
  readonly cause: string;
  /** What to do next. */
  readonly fix: string;
  /** Trying again would send the same: the installation has to be another one. Otherwise the kind tells. */
  readonly retry?: 'never';
  /** What an earlier attempt made is not there any more: the next one makes it again. */
  readonly disproves?: 'cluster';
  /** Names of details that machines may get beside those in the texts. */
  readonly extras?: readonly string[];
}
