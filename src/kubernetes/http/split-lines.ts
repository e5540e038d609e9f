import { TooMuch } from '../../network/read-bounded.ts';

/** Far above the largest object that etcd takes (1.5 MiB by default). */
const longestLine = 32 * 1024 * 1024;

/**
 * Lines of a stream of bytes that arrives in pieces cut anywhere, also inside
 * a character. Empty lines are left out; a last line without an end is given
 * too, since the sender may have been cut off: whoever parses it must expect
 * half a line.
 * A line of more than `longest` characters is not collected: `TooMuch`.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, longest = longestLine): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    for (const piece of lines.slice(0, -1)) {
      const line = parts.length === 0 ? piece : parts.join('') + piece;
      parts = [];
      length = 0;
      if (line !== '') yield line;
    }
    const rest = lines.at(-1);
    if (rest) parts.push(rest);
    length += rest?.length ?? 0;
    if (length > longest) throw new TooMuch(longest);
  }
  const last = parts.join('') + decoder.decode();
  if (last !== '') yield last;
}
