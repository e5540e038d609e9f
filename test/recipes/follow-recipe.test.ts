import { expect, test } from 'vitest';
import { followRecipe, patternOf, type Ran, type Recipe, type Runner } from './follow-recipe.fixture.ts';
import { commandsOf } from './page.fixture.ts';

const page = `# A page

\`\`\`sh
mla look demo        # now
mla change demo \\
  --more
\`\`\`

Prints:

\`\`\`text
✔ Changed in 0.1 s, see http://localhost:8080
Done: …
\`\`\`

1. In a list:

   \`\`\`sh
   mla watch demo
   \`\`\`
   \`\`\`text
   Watching
   \`\`\`

\`\`\`yaml
# not a command
\`\`\`
`;

const outputs: Readonly<Record<string, Ran>> = {
  'mla look demo': { exitCode: 0, text: '' },
  'mla change demo --more': {
    exitCode: 0,
    text: '\u001B[32m✔ Changed in 12.4 s, see http://localhost:41231\u001B[39m\nmore\n  Done: all of it\n',
  },
  'mla watch demo': { exitCode: 0, text: 'Watching\n' },
};

function follow(
  commands: Recipe<Runner>['commands'] = {},
  answers: Readonly<Record<string, Ran>> = {},
): Promise<string[]> {
  const run = (command: string): Promise<Ran> => {
    const ran = { ...outputs, ...answers }[command];
    return ran === undefined ? Promise.reject(new Error(`no such command: ${command}`)) : Promise.resolve(ran);
  };
  return followRecipe(commandsOf(page), { page: 'a-page.md', commands }, { run });
}

test('all commands of a page run, in their order', async () => {
  expect(await follow()).toEqual(['mla look demo', 'mla change demo --more', 'mla watch demo']);
});

test.each([
  [
    'ends with another exit code',
    { 'mla look demo': { exitCode: 2, text: 'Error' } },
    /a-page\.md:4: mla look demo\nended with 2/,
  ],
  [
    'does not print a line of the page',
    { 'mla change demo --more': { exitCode: 0, text: 'Done: all' } },
    /a-page\.md:6: .* --more\ndid not print ✔ Changed/,
  ],
  [
    'prints lines in another order',
    { 'mla change demo --more': { exitCode: 0, text: 'Done: all\n✔ Changed in 0.1 s, see http://localhost:1\n' } },
    /did not print Done/,
  ],
  ['prints something else in a list', { 'mla watch demo': { exitCode: 0, text: 'Watching nothing' } }, /did not print/],
])('a page fails whose command %s', async (_, answers, message) => {
  await expect(follow({}, answers)).rejects.toThrow(message);
});

test('an entry of the recipe that the page has no command for fails, so that no reason outlives its command', async () => {
  await expect(follow({ 'mla gone demo': { notRun: 'nothing of it is here' } })).rejects.toThrow('mla gone demo');
});

test('a recipe runs another command in place of an example, and looks at what it must end with', async () => {
  const refused = { exitCode: 2, text: '' };
  const commands = { 'mla look demo': { as: () => 'mla look other', exitCode: 2 } };
  expect(await follow(commands, { 'mla look other': refused })).toContain('mla look other');
});

test('a page with nothing to run fails', async () => {
  const notRun = { notRun: 'a test of the test' };
  const commands = Object.fromEntries(Object.keys(outputs).map((command) => [command, notRun]));
  await expect(follow(commands)).rejects.toThrow('Nothing of a-page.md is run');
});

test('a printed line stands for itself, except for times, local ports and what is left out', () => {
  expect('✔ Ready (13.0 s)').toMatch(patternOf('  ✔ Ready (0.4 s)'));
  expect('✔ Ready (13.0 s), more').not.toMatch(patternOf('✔ Ready (0.4 s)'));
  expect('http://localhost:1/a?b').toMatch(patternOf('http://localhost:8080/a?b'));
  expect('http://example:1').not.toMatch(patternOf('http://example:8080'));
});
