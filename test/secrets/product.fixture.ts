import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Heard } from './canaries.fixture.ts';

/** The product as a user has it, each command a process, and all that it says. */
export interface Product {
  /** All that was said so far: outputs of commands and of the server, answers of the API. */
  readonly heard: Heard[];
  /** One command to its end. */
  mla(
    words: readonly string[],
    options?: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> },
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string }>;
  /** `mla serve`; resolves when it is up. */
  serve(): Promise<RunningServer>;
  /** One request to the server, and the answer with its headers. */
  ask(place: string, url: string, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }>;
  /** Every file in the data directory and the cache, as it is now. */
  readFiles(moment: string): Promise<(Heard & { readonly mode: number })[]>;
}

export interface RunningServer {
  readonly url: string;
  /** The first line that it prints. */
  readonly login: string;
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface ProductPlaces {
  /** The file that `mla` starts. */
  readonly program: string;
  /** The data directory. */
  readonly home: string;
  /** Where seeds and bundles are kept. */
  readonly cache: string;
  /** Where releases come from. */
  readonly mirror: string;
}

export function useProduct({ program, home, cache, mirror }: ProductPlaces): Product {
  const heard: Heard[] = [];
  const surroundings = {
    ...process.env,
    MLA_HOME: home,
    XDG_CACHE_HOME: cache,
    MLA_RELEASE_PATH: '',
    MLA_RELEASE_SOURCE: mirror,
  };

  return {
    heard,

    async mla(words, { input = '', environment = {} } = {}) {
      const child = spawn(process.execPath, [program, ...words], {
        env: { ...surroundings, ...environment },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.stdin.on('error', () => undefined).end(input);
      const [exitCode] = (await once(child, 'close')) as [number | null];
      heard.push({ place: `mla ${words.join(' ')}`, text: `${stdout}\n${stderr}` });
      return { exitCode, stdout, stderr };
    },

    async serve() {
      const child = spawn(process.execPath, [program, 'serve', '--port', '0', '--json'], {
        env: surroundings,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = once(child, 'close');
      child.stderr.on('data', (chunk: Buffer) => heard.push({ place: 'log of the server', text: chunk.toString() }));
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        heard.push({ place: 'mla serve', text: chunk.toString() });
      });
      while (!said.includes('\n'))
        await Promise.race([
          once(child.stdout, 'data'),
          ended.then(() => Promise.reject(new Error('the server ended'))),
        ]);
      const { url, login } = JSON.parse(said.split('\n')[0] ?? '') as { url: string; login: string };
      return {
        url,
        login,
        async end(signal) {
          child.kill(signal);
          await ended;
        },
      };
    },

    async ask(place, url, init = {}) {
      const response = await fetch(url, { redirect: 'manual', ...init });
      const text = await response.text();
      heard.push({ place, text: `${[...response.headers].map((header) => header.join(': ')).join('\n')}\n\n${text}` });
      return { status: response.status, text, headers: response.headers };
    },

    async readFiles(moment) {
      const found = await Promise.all(
        [home, cache].map(async (root) => {
          const entries = await readdir(root, { recursive: true, withFileTypes: true });
          const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
          return Promise.all(
            files.map(async (file) => ({
              place: `file ${relative(root, file)} ${moment}`,
              text: await readFile(file, 'latin1'),
              mode: (await stat(file)).mode & 0o777,
            })),
          );
        }),
      );
      return found.flat();
    },
  };
}
