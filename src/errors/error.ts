import type { ErrorKind } from './definition.ts';
import {
  errorDefinitions,
  keyOf,
  type DetailsOf,
  type DetailValue,
  type ErrorCode,
  type ErrorKey,
  type NeededDetails,
} from './registry.ts';

/** The values put in the texts of an error; never a secret. */
export type ErrorDetails = Readonly<Record<string, DetailValue>>;

/** An error as it travels: in an event, in an API answer, in `--json` output. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly cause: string;
  readonly fix: string;
  readonly details: ErrorDetails;
}

interface Texts {
  readonly message: string;
  readonly cause: string;
  readonly fix: string;
}

interface ErrorOptions {
  readonly cause?: unknown;
}

/** An error that a user can act on: it has a code, a likely cause and a fix. */
export interface MlaError extends Error {
  readonly key: ErrorKey;
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly likelyCause: string;
  readonly fix: string;
  readonly details: ErrorDetails;
  report(): ErrorReport;
  toJSON(): ErrorReport;
}

/** The constructor of a class has no type parameters of its own; this one reads the details that its key needs. */
interface MlaErrorConstructor {
  new <Key extends ErrorKey>(
    key: Key,
    ...rest: [NeededDetails<Key>] extends [never]
      ? [details?: DetailsOf<Key>, options?: ErrorOptions]
      : [details: DetailsOf<Key>, options?: ErrorOptions]
  ): MlaError;
  readonly prototype: MlaError;
}

class ErrorOfRegistry extends Error implements MlaError {
  override readonly name = 'MlaError';
  readonly key: ErrorKey;
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly likelyCause: string;
  readonly fix: string;
  readonly details: ErrorDetails;

  /** `said`: the texts as another version of the product has written them. */
  constructor(key: ErrorKey, details: ErrorDetails = {}, { said, ...options }: ErrorOptions & { said?: Texts } = {}) {
    const definition = errorDefinitions[key];
    super(said?.message ?? fillIn(definition.message, details), options);
    this.key = key;
    this.code = definition.code;
    this.kind = definition.kind;
    this.likelyCause = said?.cause ?? fillIn(definition.cause, details);
    this.fix = said?.fix ?? fillIn(definition.fix, details);
    this.details = details;
  }

  report(): ErrorReport {
    const { code, kind, message, likelyCause, fix, details } = this;
    return { code, kind, message, cause: likelyCause, fix, details };
  }

  toJSON(): ErrorReport {
    return this.report();
  }
}

export const MlaError: MlaErrorConstructor = ErrorOfRegistry;

/** For details that only the running program knows, for example cleaned ones. Prefer `new MlaError`, which the compiler checks. */
export function makeError(key: ErrorKey, details: ErrorDetails, options?: ErrorOptions): MlaError {
  return new ErrorOfRegistry(key, details, options);
}

/** A report that travelled, as an error again: in its own words, which may be those of another version. What only that version knows becomes `general.unforeseen`. */
export function fromReport(report: Texts & { readonly code: string; readonly details: ErrorDetails }): MlaError {
  const key = keyOf(report.code);
  return key === undefined
    ? new MlaError('general.unforeseen', { reason: `${report.message} (${report.code})` })
    : new ErrorOfRegistry(key, report.details, { said: report });
}

/** Whether a thrown value is one of these errors. */
export function isError(thrown: unknown, ...keys: readonly ErrorKey[]): thrown is MlaError {
  return thrown instanceof MlaError && keys.includes(thrown.key);
}

/** Any thrown value as an `MlaError`; what was not foreseen becomes `general.unforeseen` with its cause kept. */
export function toMlaError(thrown: unknown): MlaError {
  if (thrown instanceof MlaError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new MlaError('general.cancelled', {}, { cause: thrown });
  return new MlaError(
    'general.unforeseen',
    { reason: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}

function fillIn(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole));
}
