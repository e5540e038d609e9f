import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs one of the small programs beside this file and returns the JSON it printed. Rejects when it fails. */
export function runProgram<T>(
  name: string,
  words: readonly string[],
  { input = '', environment = {} }: { input?: string; environment?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [program, ...words],
      { maxBuffer: 2 ** 26, env: { ...process.env, ...environment } },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(`bench program ${name} failed: ${stderr}`, { cause: error }));
        else resolve(JSON.parse(stdout) as T);
      },
    );
    child.stdin?.end(input);
  });
}
