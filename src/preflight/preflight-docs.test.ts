import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probeChecks } from './checks/probe-checks.ts';
import { checks } from './run-preflight.ts';

test('docs/preflight.md lists every check with its title, severity, reason and what to do, in their order', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/preflight.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(
    [...checks, ...probeChecks].map(
      ({ id, title, severity, why, todo }) => `| \`${id}\` | ${title} | ${severity} | ${why} | ${todo} |`,
    ),
  );
});

test('no two checks share an id', () => {
  expect(new Set([...checks, ...probeChecks].map(({ id }) => id)).size).toBe(checks.length + probeChecks.length);
});
