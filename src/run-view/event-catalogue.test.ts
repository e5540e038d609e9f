import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { eventCatalogue, type EventDefinition } from './event-catalogue.ts';

const page = join(import.meta.dirname, '../../docs/events.md');

function describeData(data: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(data) as {
    properties?: Record<string, { type?: string; enum?: string[] }>;
    required?: string[];
  };
  const fields = Object.entries(properties).map(
    ([name, { type = 'any', enum: values }]) =>
      `\`${name}\`${required.includes(name) ? '' : '?'} ${values ? values.join(' / ') : type}`,
  );
  return fields.length === 0 ? '' : fields.join(', ');
}

/** The page as the catalogue has it. `UPDATE_DOCS=1 npx vitest run src/run-view/event-catalogue.test.ts` writes it. */
function printPage(): string {
  const rows = Object.entries<EventDefinition>(eventCatalogue).map(
    ([type, { severity, description, data }]) =>
      `| \`${type}\` | ${severity} | ${description} | ${describeData(data)} |`,
  );
  return `# Events

What a run tells, in order: the same list for the page, the terminal and the API (\`GET /api/runs/<id>/events\` and the stream).
Each event has \`id\` (rises by one within a run), \`runId\`, \`time\`, \`attempt\`, \`type\`, \`severity\`, \`message\`, and where they apply \`phase\`, \`step\`, \`component\` and \`code\` (of an error).
\`data\` holds what programs need. A question mark stands for a field that can be missing. A newer version may add types and fields.

| type | severity | says | data |
|---|---|---|---|
${rows.join('\n')}
`;
}

test('docs/events.md lists every event type as the catalogue has it', async () => {
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, printPage());
  expect(await readFile(page, 'utf8')).toBe(printPage());
});
