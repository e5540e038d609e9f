import type { ErrorKind } from './definition.ts';
import { errorDefinitions, type ErrorCode } from './registry.ts';

/** The values put in the texts of an error; never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An error as it travels: in an event, in an API answer, in `--json` output. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly cause: string;
  readonly fix: string;
  readonly details: ErrorDetails;
}

/** An error that a user can act on: it has a code, a likely cause and a fix. */
export class MlaError extends Error {
  override readonly name = 'MlaError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly likelyCause: string;
  readonly fix: string;
  readonly details: ErrorDetails;

  /** `said`: the texts as another version of the product has written them. */
  constructor(
    code: ErrorCode,
    details: ErrorDetails = {},
    {
      said,
      ...options
    }: { cause?: unknown; said?: { readonly message: string; readonly cause: string; readonly fix: string } } = {},
  ) {
    const definition = errorDefinitions[code];
    super(said?.message ?? fillIn(definition.message, details), options);
    this.code = code;
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

/** Any thrown value as an `MlaError`; what was not foreseen becomes MLA-GENERAL-001 with its cause kept. */
export function toMlaError(thrown: unknown): MlaError {
  if (thrown instanceof MlaError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new MlaError('MLA-GENERAL-002', {}, { cause: thrown });
  return new MlaError(
    'MLA-GENERAL-001',
    { reason: thrown instanceof Error ? thrown.message : String(thrown) },
    { cause: thrown },
  );
}

function fillIn(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in details ? String(details[name]) : whole));
}
