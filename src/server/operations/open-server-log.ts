import { pino } from 'pino';
import type { WriteLog } from './log-entry.ts';
import { MlaError } from '../../errors/error.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type Level = (typeof levels)[number];

/** Where the log goes: standard error, or a test's. */
export interface LogSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/**
 * The log of a server: one JSON object for each line, or plain words in a terminal, where only warnings and errors are shown
 * unless MLA_LOG_LEVEL says otherwise. Its entries come without secrets. Throws `cli.badValue` for an unknown level.
 */
export function openServerLog(sink: LogSink, environment: Readonly<Record<string, string | undefined>>): WriteLog {
  const level = readLevel(environment.MLA_LOG_LEVEL) ?? (sink.isTTY === true ? 'warn' : 'info');
  if (sink.isTTY === true) {
    const least = levels.indexOf(level);
    return (entry) => {
      if (levels.indexOf(entry.level) >= least) sink.write(`${entry.message}\n`);
    };
  }
  const logger = pino(
    {
      level,
      messageKey: 'message',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void sink.write(line) },
  );
  return ({ level: own, message, ...fields }) => logger[own](fields, message);
}

function readLevel(text: string | undefined): Level | undefined {
  if (text === undefined || text === '') return undefined;
  const level = levels.find((candidate) => candidate === text.toLowerCase());
  if (level !== undefined) return level;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: 'MLA_LOG_LEVEL',
    expected: `one of ${levels.join(', ')}`,
    example: 'MLA_LOG_LEVEL=debug',
  });
}
