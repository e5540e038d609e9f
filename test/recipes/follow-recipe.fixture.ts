import { stripVTControlCharacters } from 'node:util';
import type { PageCommand } from './page.fixture.ts';

/** How a command ended, and all that it printed. */
export interface Ran {
  readonly exitCode: number | null;
  readonly text: string;
}

export interface RunOptions {
  /** Ctrl-C is pressed when the command has printed this. */
  readonly interruptAfter?: readonly RegExp[];
}

/** A page of the documentation as a recipe: what its reader has and does beside its commands. */
export interface Recipe<Place> {
  /** Below `docs/`. */
  readonly page: string;
  /** By command of the page. A command without an entry runs as it is, and ends with exit code 0. */
  readonly commands: Readonly<Record<string, Special<Place>>>;
}

/** What is special about a command. */
export type Special<Place> =
  | {
      /** Why no test runs it. */
      readonly notRun: string;
    }
  | {
      /** What the reader has done before: a file that the page tells about, something that the cluster must have. */
      readonly before?: (place: Place) => Promise<void>;
      /** In place of the page's own command: an example name is another one here, or a question is answered by a flag. */
      readonly as?: (command: string, place: Place) => string | Promise<string>;
      /** It runs until Ctrl-C: pressed when it has printed what the page says. */
      readonly untilCtrlC?: true;
      readonly exitCode?: number;
      /** What must be so afterwards. */
      readonly after?: (place: Place, ran: Ran) => Promise<void> | void;
    };

/** Where commands run. */
export interface Runner {
  /** Runs a command as in a shell. */
  run(command: string, options?: RunOptions): Promise<Ran>;
}

/**
 * Runs the commands of a page one after the other. Fails at the first command that ends otherwise than it must or does
 * not print what the page says, and for an entry of the recipe that the page has no command for. Gives what it ran.
 */
export async function followRecipe<Place extends Runner>(
  page: readonly PageCommand[],
  recipe: Recipe<Place>,
  place: Place,
): Promise<string[]> {
  const known = new Set(page.map(({ command }) => command));
  const foreign = Object.keys(recipe.commands).filter((command) => !known.has(command));
  if (foreign.length > 0) throw new Error(`${recipe.page} has no command ${foreign.join(', ')}`);
  const ran: string[] = [];
  for (const command of page) {
    const special = recipe.commands[command.command] ?? {};
    if ('notRun' in special) continue;
    ran.push(await runCommand(command, { special, place, page: recipe.page }));
  }
  if (ran.length === 0) throw new Error(`Nothing of ${recipe.page} is run`);
  return ran;
}

async function runCommand<Place extends Runner>(
  { command, prints, line }: PageCommand,
  { special, place, page }: { special: Exclude<Special<Place>, { notRun: string }>; place: Place; page: string },
): Promise<string> {
  const where = `docs/${page}:${line}: ${command}`;
  const { before, as, untilCtrlC, exitCode = 0, after } = special;
  if (untilCtrlC && prints.length === 0)
    throw new Error(`${where}\nruns until Ctrl-C, and the page shows nothing of it`);
  await before?.(place);
  const typed = as === undefined ? command : await as(command, place);
  const patterns = prints.map(patternOf);
  const ran = await place.run(typed, untilCtrlC === undefined ? {} : { interruptAfter: patterns });
  if (ran.exitCode !== exitCode) throw new Error(`${where}\nended with ${String(ran.exitCode)}:\n${ran.text}`);
  const missing = firstMissing(patterns, ran.text);
  if (missing !== undefined) throw new Error(`${where}\ndid not print ${prints[missing] ?? ''}\nbut:\n${ran.text}`);
  await after?.(place, ran);
  return typed;
}

/** Lines are looked for in their order; more lines between them are no fault. Gives the index of the first one that is missing. */
function firstMissing(patterns: readonly RegExp[], text: string): number | undefined {
  const lines = stripVTControlCharacters(text).split('\n');
  let next = 0;
  for (const line of lines) if (patterns[next]?.test(line.trim()) === true) next += 1;
  return next < patterns.length ? next : undefined;
}

/** A line of a page. What differs from time to time does not count: how long it took, a local port, and what `…` stands for. */
export function patternOf(line: string): RegExp {
  const escaped = line.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const free = escaped
    .replace(/\d+\\\.\d s\b/g, '\\d+\\.\\d s')
    .replace(/localhost:\d+/g, 'localhost:\\d+')
    .replace(/…/g, '.*');
  return new RegExp(`^${free}$`);
}
