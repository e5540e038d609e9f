/** What a command accepts: flags with a value, and flags without. `--flag=value` works too, as with pflag. */
export interface CommandFlags {
  readonly values?: readonly string[];
  readonly switches?: readonly string[];
}

/** Flags and the arguments that are left. */
export interface ReadFlags {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly rest: readonly string[];
  /** The first flag that the command does not know. */
  readonly unknown?: string;
}

/** Reads arguments as the flag library of the tools does: an unknown flag is an error. */
export function readStrictFlags(args: readonly string[], { values = [], switches = [] }: CommandFlags): ReadFlags {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  const rest: string[] = [];
  const waiting = [...args];
  for (let argument = waiting.shift(); argument !== undefined; argument = waiting.shift()) {
    const [name, given] = splitOnce(argument);
    if (!argument.startsWith('-')) rest.push(argument);
    else if (values.includes(name)) {
      const value = given ?? waiting.shift();
      if (value === undefined) return { values: found, switches: seen, rest, unknown: `${name} (needs an argument)` };
      found.set(name, [...(found.get(name) ?? []), value]);
    } else if (switches.includes(name) && isTruth(given)) {
      if (given !== 'false') seen.add(name);
    } else return { values: found, switches: seen, rest, unknown: name };
  }
  return { values: found, switches: seen, rest };
}

function isTruth(given: string | undefined): boolean {
  return given === undefined || given === 'true' || given === 'false';
}

function splitOnce(argument: string): [string, string | undefined] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

/** Writes to standard error and ends. */
export function fail(text: string, exitCode = 1): never {
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}
