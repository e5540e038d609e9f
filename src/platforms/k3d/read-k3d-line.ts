/** A line of k3d’s log. */
export interface K3dLine {
  /** Undefined for a line that is not of the log. */
  readonly level: string | undefined;
  readonly message: string;
}

/** Reads `time="…" level=info msg="…"`, which k3d writes without colors. */
export function readK3dLine(text: string): K3dLine {
  const [, level, quoted, plain] = /\blevel=(\w+) msg=(?:("(?:[^"\\]|\\.)*")|(\S+))/.exec(text) ?? [];
  return { level, message: (plain ?? unquote(quoted) ?? text).trim() };
}

/** Go quotes as JSON does, except for rare escapes. */
function unquote(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
