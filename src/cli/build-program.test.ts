import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildProgram, loadAllCommands } from './build-program.ts';
import type { Cli } from './cli.ts';
import { commandTable, type CommandEntry } from './command-table.ts';

/** The whole program, its help written for a screen of so many columns. */
async function programOn(columns: number) {
  let text = '';
  const cli: Cli = {
    environment: {},
    stdin: (async function* () {})(),
    stdout: { write: (part) => (text += part), columns, isTTY: true },
    stderr: { write: () => true },
    signal: new AbortController().signal,
    startLocalService: () => Promise.reject(new Error('nothing is started here')),
    endWith: () => undefined,
  };
  const program = buildProgram(cli);
  await loadAllCommands(program, cli);
  const helpOf = (command: Command): string => {
    text = '';
    command.outputHelp();
    return text;
  };
  return { program, helpOf };
}

interface Leaf {
  readonly words: readonly string[];
  readonly example: string;
}

function leavesOf(entries: readonly CommandEntry[], before: readonly string[] = []): Leaf[] {
  return entries.flatMap((entry) =>
    'commands' in entry
      ? leavesOf(entry.commands, [...before, entry.name])
      : [{ words: [...before, entry.name], example: entry.example }],
  );
}

function find(program: Command, words: readonly string[]): Command {
  const command = words.reduce<Command | undefined>(
    (parent, word) => parent?.commands.find((child) => child.name() === word),
    program,
  );
  if (command === undefined) throw new Error(`no command ${words.join(' ')}`);
  return command;
}

const leaves = leavesOf(commandTable);

describe('the help', () => {
  test('of mla says where to start, before it lists its commands', async () => {
    const { program, helpOf } = await programOn(80);
    const help = helpOf(program);
    expect(help).toMatch(/^Start here:\n {2}mla demo /);
    expect(help.indexOf('Start here')).toBeLessThan(help.indexOf('Commands:'));
  });

  test.each(leaves)('of mla $words has an example whose flags are its own', async ({ words, example }) => {
    const { program, helpOf } = await programOn(100);
    const command = find(program, words);
    expect(helpOf(command)).toContain(`Example:\n  mla ${example}`);
    expect(example.startsWith(words.join(' '))).toBe(true);
    for (const flag of example.match(/(?<= )--?[a-z][\w-]*/g) ?? []) {
      expect(command.options.some(({ short, long }) => short === flag || long === flag)).toBe(true);
    }
  });

  test.each([80, 140])('is never wider than a screen of %d columns', async (columns) => {
    const { program, helpOf } = await programOn(columns);
    for (const command of [program, ...leaves.map(({ words }) => find(program, words))]) {
      for (const line of helpOf(command).split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
  });

  test('means the same thing by the same flag in every command', async () => {
    const { program } = await programOn(100);
    const meanings = new Map<string, Set<string>>();
    for (const { words } of leaves) {
      for (const { short, long, flags } of find(program, words).options) {
        // As in kubectl, -f is a file or follows lines, and -o is a file or a format.
        if (short !== undefined && !['-f', '-o'].includes(short))
          meanings.set(short, (meanings.get(short) ?? new Set()).add(long ?? ''));
        if (long !== undefined)
          meanings.set(long, (meanings.get(long) ?? new Set()).add(flags.replace(/^.*--\S+ ?/, '')));
      }
    }
    const double = [...meanings].filter(([, values]) => values.size > 1).map(([flag, values]) => [flag, ...values]);
    expect(double).toEqual([]);
  });
});
