/** One line of the server's log, before it is written: without secrets, and without contents of requests. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** Of the request that it is about; the same as in the header `x-request-id` of the response. */
  readonly requestId?: string | undefined;
  readonly [field: string]: string | number | undefined;
}

/** Where log lines go. Must not throw. */
export type WriteLog = (entry: LogEntry) => void;
