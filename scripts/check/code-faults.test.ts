import { expect, test } from 'vitest';
import { findCodeFaults } from './code-faults.mjs';

const found = (text: string, path = 'src/runs/one.ts'): readonly string[] => findCodeFaults({ path, text });

test.each(['eslint', 'oxlint'])('a comment for %s that switches a rule off is refused, in tests too', (tool) => {
  for (const how of ['disable-next-line no-var', 'disable'])
    expect(found(`export {};\n// ${tool}-${how}\n`, 'src/runs/one.test.ts')).toEqual([
      'src/runs/one.test.ts:2: switches a rule off; change the code, or the rule for all.',
    ]);
});

test('a class that any object of the same shape would pass for is refused', () => {
  expect(found('\nexport class Open {\n  name = 1;\n}\nclass Own {\n  #name = 1;\n}\n')).toEqual([
    'src/runs/one.ts:2: class Open has no private member (#name).',
  ]);
  expect(found('export class Bare {}\n')).toHaveLength(1);
  expect(found('export class Refusal extends Error {\n  override readonly name = "Refusal";\n}\n')).toEqual([]);
});
