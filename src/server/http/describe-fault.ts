import { toMlaError } from '../../errors/error.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';

/** A thrown value as text for the log, without secrets. An unexpected one includes its stack. Never throws: an error about an error would end the process. */
export function describeFault(thrown: unknown, redactor: Redactor): string {
  try {
    const { kind, message, cause } = toMlaError(thrown);
    const place = kind === 'internal' && cause instanceof Error ? `\n${cause.stack ?? ''}` : '';
    return redactor.cleanText(`${message}${place}`);
  } catch {
    return 'An error that cannot be put into words.';
  }
}
