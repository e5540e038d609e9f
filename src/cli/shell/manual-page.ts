import { exitCodes } from '../output/exit-codes.ts';
import type { CommandWords } from './command-words.ts';

/** The manual page, for `man`: every command with its flags, and the exit codes. */
export function writeManualPage(table: readonly CommandWords[], version: string): string {
  const summaries = new Map(
    table.flatMap(({ path, commands }) =>
      commands.map(({ name, summary }) => [path === '' ? name : `${path} ${name}`, summary] as const),
    ),
  );
  const commands = table
    .filter(({ path, commands: below }) => path !== '' && below.length === 0)
    .flatMap(({ path, flags }) => [
      `.SS ${escaped(`mla ${path}`)}`,
      escaped(summaries.get(path) ?? ''),
      ...flags.flatMap(({ name, summary }) => ['.TP', `.B ${escaped(name)}`, escaped(summary)]),
    ]);
  const codes = Object.values(exitCodes).flatMap(({ code, meaning }) => ['.TP', `.B ${code}`, escaped(meaning)]);
  return [
    `.TH MLA 1 "" "MLAnywhere ${version}" "User Commands"`,
    '.SH NAME',
    'mla \\- install Kubeflow on Kubernetes',
    '.SH SYNOPSIS',
    '.B mla',
    '.I command',
    '[\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    escaped(
      'From "I have infrastructure" to "I am in a Kubeflow notebook". Run mla help with a command to read about it.',
    ),
    '.SH COMMANDS',
    ...commands,
    '.SH EXIT STATUS',
    '.TP',
    '.B 0',
    'it worked',
    ...codes,
    '',
  ].join('\n');
}

/** What roff would read as its own: backslashes, hyphens that a reader copies, and a dot or quote at the beginning of a line. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}
