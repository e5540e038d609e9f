import { createWriteStream, mkdtempSync, openSync, readFileSync, rmSync, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';

/** Opens a log for a program, by its name: a stream for `stdio`, open until the last test of the file has ended. */
export type OpenLog = (program: string) => WriteStream;

/** Keeps what programs write in files, and prints it only when a test fails. Called at the top level of a test file. */
export function keepLogs(): OpenLog {
  const folder = mkdtempSync(join(tmpdir(), 'mla-logs-'));
  const logs: { readonly program: string; readonly file: string; readonly stream: WriteStream }[] = [];
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const { program, file } of logs) console.log(`${program} wrote:\n${readFileSync(file, 'utf8')}`);
  });
  afterAll(() => {
    for (const { stream } of logs) stream.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return (program) => {
    const file = join(folder, `${logs.length}.log`);
    // Opened here, since a process is given a descriptor.
    const stream = createWriteStream(file, { fd: openSync(file, 'a', 0o600) });
    logs.push({ program, file, stream });
    return stream;
  };
}
