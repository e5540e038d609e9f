import { describe, expect, test } from 'vitest';
import { displayWidth } from '../follow/styled-line.ts';
import { wrapLine, wrapProse } from './wrap-line.ts';

describe('text for a terminal', () => {
  test('that fits stays as it is', () => {
    expect(wrapProse('Nothing is changed.\n\n  Code: X', 40)).toBe('Nothing is changed.\n\n  Code: X');
  });

  test('breaks between words, and goes on below the text after its label or mark', () => {
    expect(wrapProse('  What to do:   Check the address and the port of the cluster.', 40)).toBe(
      '  What to do:   Check the address and\n                the port of the cluster.',
    );
    expect(wrapProse('! katib takes longer than usual here', 20)).toBe('! katib takes longer\n  than usual here');
    expect(wrapProse('An ordinary sentence that is long.', 20)).toBe('An ordinary sentence\nthat is long.');
  });

  test('never breaks a link, nor what is between backticks', () => {
    const link = `http://127.0.0.1:5000/login#code=${'x'.repeat(43)}`;
    expect(
      wrapProse(`Sign in once with this link: ${link}`, 40)
        .split('\n')
        .map((line) => line.trim()),
    ).toContain(link);
    expect(wrapProse('Then continue with `mla retry demo --follow`.', 38)).toBe(
      'Then continue with\n`mla retry demo --follow`.',
    );
  });

  test('keeps a command that is too long for a line one command when it is copied', () => {
    const command = 'kubectl --kubeconfig demo.kubeconfig -n istio-system port-forward service/gateway 8080:80';
    const wrapped = wrapProse(`  Way to it: ${command}`, 60).split('\n');
    expect(wrapped[0]).toBe('  Way to it:');
    expect(
      wrapped
        .slice(1)
        .join('\n')
        .replace(/ \\\n +/g, ' ')
        .trim(),
    ).toBe(command);
    for (const line of wrapped) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  test('keeps the colour of each word', () => {
    const lines = wrapLine(
      [
        { text: '  one two ', style: 'dim' },
        { text: 'three four', style: 'red' },
      ],
      12,
    );
    expect(
      lines.map((line) =>
        line
          .map(({ text }) => text)
          .join('')
          .trimEnd(),
      ),
    ).toEqual(['  one two', '  three four']);
    expect(lines[1]?.filter(({ text }) => text.trim() !== '').every(({ style }) => style === 'red')).toBe(true);
  });

  test.each([40, 80, 140])('of ordinary words is never wider than %d columns, and loses none', (width) => {
    const text = `  Likely cause: ${'The server does not answer in time. '.repeat(12)}`;
    const wrapped = wrapProse(text, width);
    for (const line of wrapped.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(wrapped.split(/\s+/)).toEqual(
      text
        .trimEnd()
        .split(/\s+/)
        .concat(wrapped.endsWith(' ') ? [''] : []),
    );
  });
});
