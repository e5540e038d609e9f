import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildProgram, loadAllCommands } from '../src/cli/build-program.ts';
import type { Cli } from '../src/cli/cli.ts';
import { errorDefinitions } from '../src/errors/registry.ts';
import { ccpCodes } from '../src/platforms/ccp/error-codes.ts';
import { kubernetesCodes } from '../src/kubernetes/error-codes.ts';

/*
 * What texts name has to be there: a command, a flag, a variable of the
 * environment, a detail that fills a placeholder.
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
    'mla',
    '*.config.ts',
  ]).filter((file) => !isText(file) && !file.endsWith('mentions.test.ts'));
  const known = names(code);
  expect([...names(texts.filter(isText))].filter((name) => !known.has(name))).toEqual([]);
});

describe('errors', () => {
  const placeholdersOf = (code: string): string[] => {
    const { message, cause, fix } = (
      errorDefinitions as Record<string, { message: string; cause: string; fix: string }>
    )[code] ?? { message: '', cause: '', fix: '' };
    return [...new Set([...`${message} ${cause} ${fix}`.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))];
  };
  const codeNames: Readonly<Record<string, string>> = { ...ccpCodes, ...kubernetesCodes };

  /** The code that a `new MlaError(…)` names, where it is written there. */
  function codeOf(argument: ts.Expression | undefined): string | undefined {
    if (argument === undefined) return undefined;
    if (ts.isStringLiteral(argument)) return argument.text;
    return ts.isPropertyAccessExpression(argument) &&
      ts.isIdentifier(argument.expression) &&
      /codes$/i.test(argument.expression.text)
      ? codeNames[argument.name.text]
      : undefined;
  }

  /** Names of the details; undefined where they are not all written there. */
  function detailsOf(argument: ts.Expression | undefined): string[] | undefined {
    if (argument === undefined) return [];
    if (!ts.isObjectLiteralExpression(argument)) return undefined;
    const names = argument.properties.map((property) =>
      property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
        ? property.name.text
        : undefined,
    );
    return names.includes(undefined) ? undefined : (names as string[]);
  }

  test('each placeholder of an error gets its detail wherever the error is made', () => {
    const faults: string[] = [];
    let seen = 0;
    for (const file of find(['src/**/*.ts', 'sandbox/**/*.ts']).filter((name) => !/\.test\.ts$/.test(name))) {
      const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'MlaError') {
          const code = codeOf(node.arguments?.[0]);
          const details = detailsOf(node.arguments?.[1]);
          if (code !== undefined && details !== undefined) {
            seen += 1;
            const missing = placeholdersOf(code).filter((name) => !details.includes(name));
            if (missing.length > 0)
              faults.push(
                `${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}: ${code} without ${missing.join(', ')}`,
              );
          }
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(seen).toBeGreaterThan(120);
    expect(faults).toEqual([]);
  });
});
