import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from './split-lines.ts';

async function linesOf(bytes: Uint8Array, cuts: number[]): Promise<string[]> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const [index, end] of [...places, bytes.length].entries())
      yield bytes.subarray(index === 0 ? 0 : places[index - 1], end);
  }
  const lines: string[] = [];
  for await (const line of splitLines(pieces())) lines.push(line);
  return lines;
}

describe('splitLines', () => {
  test('gives the same lines wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ stringUnit: 'binary' })),
        fc.array(fc.nat()),
        fc.boolean(),
        async (values, cuts, ended) => {
          const lines = values.map((value) => JSON.stringify(value));
          const text = lines.join('\n') + (ended && lines.length > 0 ? '\n' : '');
          expect(await linesOf(new TextEncoder().encode(text), cuts)).toEqual(lines);
        },
      ),
    );
  });

  test('gives the half line at the end of a broken stream', async () => {
    expect(await linesOf(new TextEncoder().encode('{"a":1}\n{"b"'), [3])).toEqual(['{"a":1}', '{"b"']);
  });

  test('gives up on a line that does not end, and keeps no more of it than the limit', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; sent < 1000; sent += 1) yield new TextEncoder().encode('x'.repeat(100));
    }
    const reading = (async () => {
      for await (const line of splitLines(endless(), 1000)) expect(line).toBe('never');
    })();
    await expect(reading).rejects.toThrow('it sends more than 1000 bytes');
    expect(sent).toBe(10);
  });
});
