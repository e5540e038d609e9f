import { wrapProse } from './wrap-line.ts';
import { type CommandPlace, type TypedCommand, typedCommand } from '../input/typed-command.ts';

/** A stream that text goes to, with what is known of the terminal behind it. `process.stdout` is one. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Where a command writes. stdout is for its result alone; what it says beside goes to stderr. */
export interface Output {
  /** One JSON document, or JSON lines, on stdout and nothing else there. */
  readonly json: boolean;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Colour in what goes to stdout. */
  readonly color: boolean;
  /** The next command as it can be typed. Undefined where nothing is left to work with when this command has ended. */
  readonly command: TypedCommand | undefined;
  /** The result, for people: printed only when `json` is off. */
  print(text: string): void;
  /** The same, for what is a file and not a text: in a terminal too its lines stay as they are. */
  printWhole(text: string): void;
  /** The result, for machines: one line, printed only when `json` is on. */
  printJson(value: unknown): void;
  /** A message on stderr, apart from the result. */
  say(text: string): void;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Given by flag, see `typedCommand`. */
  readonly place?: CommandPlace;
}

export function createOutput({ json, stdout, stderr, environment, place }: OutputOptions): Output {
  return {
    json,
    command: typedCommand(environment, place),
    stdout,
    stderr,
    color: hasColor(stdout, environment),
    print: (text) => {
      if (!json) stdout.write(`${fitted(harmless(text), stdout)}\n`);
    },
    printWhole: (text) => {
      if (!json) stdout.write(`${harmless(text)}\n`);
    },
    printJson: (value) => {
      if (json) stdout.write(`${harmlessJson(value)}\n`);
    },
    say: (text) => {
      stderr.write(`${json ? harmless(text) : fitted(harmless(text), stderr)}\n`);
    },
  };
}

/** In a terminal no line is wider than it. What has colours was fitted before them. */
function fitted(text: string, { isTTY, columns }: TextSink): string {
  return isTTY === true && columns !== undefined && !text.includes(escape) ? wrapProse(text, columns) : text;
}

/** What drives a terminal or turns the reading direction: control codes but line end and tab, bidi marks, line and paragraph separators. */
const driving = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const escape = String.fromCharCode(27);
const ownColor = new RegExp(`(${escape}\\[[\\d;]*m)`);

/**
 * The last look at everything that a command writes, wherever it came from. Our
 * own colours pass. Line ends pass too: a text of the other side that must not
 * begin a line of its own goes through `plainText` before.
 */
function harmless(text: string): string {
  const clean = (part: string): string =>
    part.replace(driving, (character) => (character === '\n' || character === '\t' ? character : ''));
  return text
    .split(ownColor)
    .map((part, index) => (index % 2 === 1 ? part : clean(part)))
    .join('');
}

/** JSON with all control and bidi characters escaped. */
export function harmlessJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(driving, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A terminal that can redraw: not a pipe, not a dumb one. */
export function canRedraw(sink: TextSink, environment: Readonly<Record<string, string | undefined>>): boolean {
  return sink.isTTY === true && environment.TERM !== 'dumb';
}

/** https://no-color.org: any value but the empty one turns colour off. */
function hasColor(sink: TextSink, environment: Readonly<Record<string, string | undefined>>): boolean {
  return canRedraw(sink, environment) && !environment.NO_COLOR;
}
