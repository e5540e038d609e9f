import type { ErrorKind } from '../errors/definition.ts';
import type { Environment } from '../app/data-directory.ts';
import type { TextSink } from './output/output.ts';
import type { StartLocalService } from '../app/start-local-service.ts';

/** An input stream: `process.stdin`, or a test's. */
export interface TextSource extends AsyncIterable<string | Buffer> {
  readonly isTTY?: boolean;
}

/** What the command line gets from outside. */
export interface Cli {
  readonly environment: Environment;
  readonly stdin: TextSource;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly startLocalService: StartLocalService;
  /** Sets the exit code for an error that was already shown, for example at the end of a failed run. */
  readonly endWith: (kind: ErrorKind) => void;
}
