import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { buildProgram, loadAllCommands } from '../src/cli/build-program.ts';
import type { Cli } from '../src/cli/cli.ts';

/*
 * What texts name has to be there: a command, a flag, a variable of the
 * environment.
 */

const root = dirname(import.meta.dirname);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const find = (patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: (path) => /node_modules|\/dist/.test(path) });
const texts = [
  ...find(['src/**/*.ts', 'sandbox/**/*.ts', 'web/src/**/*.ts', 'web/src/**/*.tsx']).filter(
    (file) => !/\.(test|fixture)\.ts/.test(file),
  ),
  ...find(['docs/**/*.md', '*.md']),
];

const cli: Cli = {
  environment: {},
  stdin: (async function* () {})(),
  stdout: { write: () => true },
  stderr: { write: () => true },
  signal: new AbortController().signal,
  startLocalService: () => Promise.reject(new Error('nothing is started here')),
  endWith: () => undefined,
};
const program = buildProgram(cli);
beforeAll(() => loadAllCommands(program, cli));

/** Each `mla …` between backticks, and each line of a page that begins with it. */
function commandsIn(file: string): string[] {
  const text = read(file).replaceAll('\\`', '`');
  const quoted = [...text.matchAll(/`(?:\.\/)?mla ([a-z-][^`\n]*)`/g)].map(([, words = '']) => words);
  const lines = file.endsWith('.md')
    ? [...text.matchAll(/^(?:\.\/)?mla ([^\n]+)$/gm)].map(([, words = '']) => words)
    : [];
  return [...quoted, ...lines].map((words) =>
    words
      .replace(/\s(#|\||<<|&&).*$/, '')
      .replace(/\s-\s<<.*$/, '')
      .trim(),
  );
}

/** What of a command line is not there; undefined when all is. */
function faultOf(words: string): string | undefined {
  const parts = words.split(/\s+/);
  if (parts[0] === 'help') return faultOf(`${parts.slice(1).join(' ')} --help`);
  let command: Command = program;
  for (const part of parts) {
    const next = command.commands.find((candidate) => candidate.name() === part);
    if (next === undefined) break;
    command = next;
    if (command.commands.length === 0) break;
  }
  if (command === program && !/^-/.test(parts[0] ?? '')) return `there is no command ${parts[0] ?? ''}`;
  const known = new Set([
    '--help',
    '-h',
    ...(command === program ? ['--version', '-V'] : []),
    ...command.options.flatMap(({ long, short }) => [long, short]),
  ]);
  const flag = parts
    .map((part) => /^--?[a-z][\w-]*/i.exec(part)?.[0])
    .find((part) => part !== undefined && !known.has(part));
  return flag === undefined ? undefined : `${command.name()} has no flag ${flag}`;
}

test('each command and flag that a text names is there', () => {
  const all = texts.flatMap((file) => commandsIn(file).map((words) => ({ file, words })));
  expect(all.length).toBeGreaterThan(150);
  const faults = all.flatMap(({ file, words }) => {
    const fault = faultOf(words);
    return fault === undefined ? [] : [`${file}: mla ${words}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

test.each([
  ['release build --version', 'build has no flag --version'],
  ['fly', 'there is no command fly'],
  ['logs demo --follow', undefined],
])('a fault in `mla %s` is found', (words, fault) => {
  expect(faultOf(words)).toBe(fault);
});

test('each variable that a text names is read by code', () => {
  const names = (files: string[]): Set<string> =>
    new Set(files.flatMap((file) => read(file).match(/\bMLA_[A-Z]+(?:_[A-Z]+)*\b/g) ?? []));
  const isText = (file: string): boolean => /^(docs\/|src\/errors\/|web\/src\/words\/)|\.md$/.test(file);
  const code = find([
    'src/**/*.ts',
    'sandbox/**/*.ts',
    'sandbox/**/*.go',
    'scripts/**/*.mjs',
    'test/**/*.ts',
    'bench/**/*.ts',
    'deploy/**/*.sh',
    'deploy/vagrant/Vagrantfile',
    'mla',
    '*.config.ts',
  ]).filter((file) => !isText(file) && !file.endsWith('mentions.test.ts'));
  const known = names(code);
  expect([...names(texts.filter(isText))].filter((name) => !known.has(name))).toEqual([]);
});
