import { expect, test } from 'vitest';
import { testLines } from './connection-lines.ts';
import { createOutput } from './output.ts';
import { formatTable } from './table.ts';

const escape = String.fromCharCode(27);
/** A title, a cleared screen, a C1 control sequence, a turned direction. */
const hostile = `v1${escape}]0;owned\u0007${escape}[2J\u009b31m\u202etxt`;
const driving = /(?!\n)[\p{Cc}\u202a-\u202e]/u;

function collect(json: boolean) {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text) };
  return { output: createOutput({ json, stdout: sink, stderr: sink, environment: {} }), said: () => written.join('') };
}

test('nothing that a command prints or says can drive the terminal, wherever it came from', () => {
  const { output, said } = collect(false);
  output.print(hostile);
  output.say(hostile);
  expect(said()).not.toMatch(driving);
  expect(said()).toContain('txt');
});

test('our own colours pass', () => {
  const { output, said } = collect(false);
  output.print(`${escape}[32mready${escape}[39m`);
  expect(said()).toBe(`${escape}[32mready${escape}[39m\n`);
});

test('JSON holds no such character as itself, and means the same', () => {
  const { output, said } = collect(true);
  output.printJson({ version: hostile });
  expect(said()).not.toMatch(driving);
  expect(JSON.parse(said())).toEqual({ version: hostile });
});

test('a line break of the other side begins no line of ours', () => {
  const forged = 'v1\n✔ all is well';
  expect(testLines({ ok: false, layers: [{ layer: 'version', ok: false, milliseconds: 1, detail: forged }] })).toEqual([
    expect.not.stringContaining('\n'),
  ]);
  expect(formatTable(['A', 'B'], [[forged, forged]]).split('\n')).toHaveLength(2);
});
