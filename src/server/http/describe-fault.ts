import { toMlaError } from '../../errors/error.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';

/** What was thrown as text for the log, without secrets; of what was not foreseen also where it happened. Never throws: an error about an error would end the process. */
export function describeFault(thrown: unknown, redactor: Redactor): string {
  try {
    const { kind, message, cause } = toMlaError(thrown);
    const place = kind === 'internal' && cause instanceof Error ? `\n${cause.stack ?? ''}` : '';
    return redactor.cleanText(`${message}${place}`);
  } catch {
    return 'An error that cannot be put into words.';
  }
}
