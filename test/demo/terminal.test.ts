import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/follow/styled-line.ts';
import { builtProgram } from './built-program.fixture.ts';
import { processesNaming } from './demo-process.fixture.ts';
import { eventually } from '../patience.fixture.ts';

/** From util-linux: runs a command in a terminal of its own. */
const script = '/usr/bin/script';
const controlC = '\u0003';

describe.skipIf(!existsSync(script) || process.platform !== 'linux')('the demo in a terminal', () => {
  let program: string;
  let home: string;
  let temporary: string;
  beforeAll(async () => {
    program = await builtProgram();
    home = await mkdtemp(join(tmpdir(), 'mla-terminal-test-'));
    temporary = join(home, 't');
    await mkdir(temporary);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  /** What the terminal shows, as it grows, and how the command ended. */
  function startInTerminal(words: readonly string[], columns = 80) {
    const demo = ['exec', process.execPath, program, 'demo', '--release', 'sample', ...words].join(' ');
    const command = `stty columns ${columns} rows 40; ${demo}`;
    const child = spawn(script, ['-qefc', command, '/dev/null'], {
      env: { ...process.env, MLA_HOME: home, TMPDIR: temporary, TERM: 'xterm', CI: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    let hasEnded = false;
    const ended = once(child, 'exit').then(([exitCode]) => ((hasEnded = true), exitCode as number | null));
    const shows = (text: RegExp): Promise<true> => eventually(() => Promise.resolve(text.test(shown)));
    return {
      shows,
      ended,
      hasEnded: () => hasEnded,
      shown: () => shown,
      close: () => child.kill('SIGKILL'),
      type: (text: string) => child.stdin.write(text),
    };
  }

  /** Of what a terminal of so many columns has shown: each line fits, and the login link is whole. */
  function expectLinesToFit(shown: string, columns: number): void {
    const lines = shown.split('\n').map((line) => stripVTControlCharacters(line).replaceAll('\r', '').trimEnd());
    expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
    expect(
      lines.filter((line) => /^http:\/\/127\.0\.0\.1:\d+\/login#code=owner~\w{8}~[\w-]{8}\.[\w-]{22}$/.test(line)),
    ).toHaveLength(1);
  }

  test('draws itself again, fits its 140 columns, stays up for a look around, and ends with Ctrl-C without leaving anything', async () => {
    const demo = startInTerminal([], 140);
    await demo.shows(/Page: \S*mla open demo --page.*Look around:\s+kubectl .*Ctrl-C ends the demo/s);
    expect(demo.shown()).toContain('\u001b[');
    expect(demo.hasEnded()).toBe(false);
    expect(await processesNaming(home)).not.toEqual([]);
    demo.type(controlC);
    expect(await demo.ended).toBe(0);
    expectLinesToFit(demo.shown(), 140);
    await eventually(async () => (await processesNaming(home)).length === 0);
    expect(await readdir(temporary)).toEqual([]);
  });

  test('ends and tidies up when its terminal is closed', async () => {
    const demo = startInTerminal([]);
    await eventually(async () => (await readdir(temporary)).length > 0);
    demo.close();
    await eventually(async () => (await processesNaming(home)).length === 0);
    expect(await readdir(temporary)).toEqual([]);
  });

  test('ends by itself with --exit, and fits its 80 columns', async () => {
    const demo = startInTerminal(['--exit'], 80);
    expect(await demo.ended).toBe(0);
    expectLinesToFit(demo.shown(), 80);
    expect(demo.shown()).toMatch(/The sample release \(not Kubeflow\) is ready in/);
    expect(demo.shown()).not.toContain('Look around');
    expect(await processesNaming(home)).toEqual([]);
  });
});
