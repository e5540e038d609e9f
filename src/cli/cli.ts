import type { ErrorKind } from '../errors/definition.ts';
import type { Environment } from '../app/data-directory.ts';
import type { TextSink } from './output/output.ts';
import type { StartLocalService } from '../app/start-local-service.ts';

/** A stream that is read from: `process.stdin`, or a test's. */
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
  /** Sets the exit code where the trouble was told already, for example by the last picture of a failed run. */
  readonly endWith: (kind: ErrorKind) => void;
}
