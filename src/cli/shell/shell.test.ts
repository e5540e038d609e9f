import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram, loadAllCommands } from '../build-program.ts';
import type { Cli } from '../cli.ts';
import { commandTable } from '../command-table.ts';
import { commandWordsOf, type CommandWords } from './command-words.ts';
import { completionScripts } from './completion-scripts.ts';
import { writeManualPage } from './manual-page.ts';

/* The script is used by a real bash. Those for zsh and fish hold the same words; these shells are not on every machine. */

const sink = { write: () => true };
const cli = { environment: {}, stdout: sink, stderr: sink } as unknown as Cli;
let folder: string;
let table: CommandWords[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-shell-test-'));
  const program = buildProgram(cli);
  await loadAllCommands(program, cli);
  table = commandWordsOf(program);
  await writeFile(join(folder, 'mla'), completionScripts.bash(table));
});
afterAll(() => rm(folder, { recursive: true }));

/** What bash offers for the last of the words. */
async function offers(...words: string[]): Promise<string[]> {
  const script =
    'source "$0"; complete -p mla >&2; COMP_WORDS=(mla "$@"); COMP_CWORD=$#; _mla; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, stderr } = await promisify(execFile)('bash', ['-euc', script, join(folder, 'mla'), ...words]);
  expect(stderr).toBe('complete -o default -F _mla mla\n');
  return stdout.split('\n').filter((line) => line !== '');
}

test('bash completes commands, commands below them, and their flags', async () => {
  expect(await offers('')).toEqual([...commandTable.map(({ name }) => name), 'help']);
  expect(await offers('upg')).toEqual(['upgrade']);
  expect(await offers('release', 'ex')).toEqual(['export']);
  expect(await offers('status', 'demo', '--js')).toEqual(['--json']);
  expect(await offers('--data', 'x', 'release', 'fetch', '--ou')).toEqual(['--output']);
});

test('bash completes the words that a flag takes, and leaves files to itself', async () => {
  const flag = table.flatMap(({ path, flags }) =>
    flags.filter(({ choices }) => choices.length > 1).map((one) => ({ path, ...one })),
  )[0];
  expect(flag).toBeDefined();
  expect(await offers(...flag!.path.split(' '), flag!.name, '')).toEqual(flag!.choices);
  expect(await offers('apply', '-f', 'my')).toEqual([]);
});

test('every command is in the scripts of all shells, and in the manual page with its summary', () => {
  const manual = writeManualPage(table, '1.2.3');
  for (const { path, commands } of table)
    for (const { name, summary } of commands.filter((command) => command.name !== 'help')) {
      expect(completionScripts.zsh(table)).toContain(`'${path}|${name}'`);
      expect(completionScripts.fish(table)).toContain(`-a ${name} -d`);
      const leaf = buildProgram(cli).commands.find((command) => command.name() === name)?.commands.length === 0;
      if (leaf && path === '')
        expect(manual).toContain(
          `.SS mla ${name}\n${summary.replaceAll('-', '\\-')}`.replaceAll(
            `mla ${name}`,
            `mla ${name.replaceAll('-', '\\-')}`,
          ),
        );
    }
  expect(manual.split('\n').filter((line) => /^[.'](?!(TH|SH|SS|TP|B|I)\b)/.test(line))).toEqual([]);
});
