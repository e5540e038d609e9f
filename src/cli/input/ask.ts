import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import type { Cli } from '../cli.ts';

/** How to answer a question without a terminal. */
interface Question {
  readonly question: string;
  /** The flag that gives the answer, for a script. */
  readonly flag: string;
}

/** Asks in the terminal, on stderr: stdout is for the result. Throws `cli.noTerminal` without a terminal. */
export async function askYesNo(cli: Cli, { question, flag }: Question): Promise<boolean> {
  const answer = await ask(cli, { question: `${question} [y/N] `, flag }, { echo: true });
  return /^y(es)?$/i.test(answer.trim());
}

/** Asks for a word in the terminal. Throws `cli.noTerminal` without a terminal. */
export function askText(cli: Cli, question: Question): Promise<string> {
  return ask(cli, question, { echo: true });
}

/** Asks for a secret without showing what is typed. Throws `cli.noTerminal` where there is no terminal. */
export async function askSecret(cli: Cli, question: Question): Promise<Secret> {
  const answer = await ask(cli, question, { echo: false });
  cli.stderr.write('\n');
  return new Secret(answer);
}

async function ask(cli: Cli, { question, flag }: Question, { echo }: { readonly echo: boolean }): Promise<string> {
  if (!isTerminalInput(cli.stdin))
    throw new MlaError('cli.noTerminal', { question: question.replace(/ ?(\[y\/N\])? ?$/, ''), flag });
  cli.stderr.write(question);
  const typed = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (echo) cli.stderr.write(chunk.toString());
      done();
    },
  });
  const lines = createInterface({ input: cli.stdin, output: typed, terminal: true });
  try {
    return await lines.question('', { signal: cli.signal });
  } finally {
    lines.close();
  }
}

function isTerminalInput(source: Cli['stdin']): source is Cli['stdin'] & NodeJS.ReadableStream {
  return source.isTTY === true && 'resume' in source;
}
