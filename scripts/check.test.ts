import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = dirname(import.meta.dirname);
let copy = '';

/** A small project under the real rules: the checkout's own configuration and scripts, and one source file. */
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'mlanywhere-check-'));
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  for (const file of [
    'tsconfig.json',
    '.oxlintrc.json',
    '.dependency-cruiser.cjs',
    'knip.json',
    'vitest.config.ts',
    '.prettierrc.json',
    '.prettierignore',
  ]) {
    await cp(join(checkout, file), join(copy, file));
  }
  await plant(
    'test/patience.fixture.ts',
    'export const patience = { condition: 1, unit: 1, browser: 1, sandbox: 1 };\n',
  );
  await plant('test/README.md', '# test\n');
  await cp(join(checkout, 'scripts'), join(copy, 'scripts'), {
    recursive: true,
    filter: (file) => !/\.(test|fixture)\.ts$/.test(file),
  });
  await plant('scripts/test/no-trace.fixture.ts', 'export {};\n');
  const manifest = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const tools = [
    '@types/node',
    'dependency-cruiser',
    'knip',
    'oxlint',
    'oxlint-tsgolint',
    'prettier',
    'tar',
    'typescript',
    'vitest',
  ];
  await plant(
    'package.json',
    `${JSON.stringify(
      {
        name: 'copy',
        type: 'module',
        scripts: { start: 'node src/cli/main.ts' },
        devDependencies: Object.fromEntries(tools.map((tool) => [tool, manifest.devDependencies[tool]])),
      },
      null,
      2,
    )}\n`,
  );
  await plant('src/cli/main.ts', "console.log('hello');\n");
  await plant('src/cli/README.md', '# cli\n');
});
afterAll(() => rm(copy, { recursive: true, force: true }));

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(copy, path)), { recursive: true });
  await writeFile(join(copy, path), text);
}

function runCheck(): { code: number | null; output: string } {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/check.mjs'], { cwd: copy, encoding: 'utf8' });
  return { code: status, output: stdout };
}

test('a clean project passes every check', () => {
  const { code, output } = runCheck();
  expect(output).toMatch(/5 passed, 0 failed\n$/);
  expect(code).toBe(0);
});

test('each check finds what is planted for it', async () => {
  await plant(
    'src/cli/main.ts',
    "import { save } from '../runs/save.ts';\nexport const count: number = 'one';\nsave();\n",
  );
  await plant('src/runs/save.ts', 'export async function save(): Promise<void> {}\n');
  await plant(
    'src/errors/report.ts',
    "import { save } from '../runs/save.ts';\nimport '../../sandbox/up.ts';\nawait save();\n",
  );
  await plant('sandbox/up.ts', "import '../src/runs/save.ts';\n");
  await plant('src/runs/read.ts', "import { load } from 'js-yaml';\nexport const read = load;\n");
  await plant('src/runs/words.ts', '// This shall be read.\nexport {};\n');
  await plant('src/runs/wide.ts', 'export  const wide = 1\n');
  await plant('src/runs/helpers.ts', `export const folder = '${copy}/out';\n`);
  await plant('src/runs/helpers.fixture.ts', 'export const limit = AbortSignal.timeout(60_000);\n');
  const { code, output } = runCheck();
  expect(code).toBe(1);
  expect(output).toMatch(/0 passed, 5 failed\n$/);
  expect(output).toContain("Type 'string' is not assignable to type 'number'");
  expect(output).toContain('typescript(no-floating-promises)');
  expect(output).toContain('Read it with src/yaml.ts');
  expect(output).toContain('src/runs/wide.ts');
  for (const rule of ['arrows-of-errors', 'product-without-sandbox', 'sandbox-stays-below'])
    expect(output).toContain(rule);
  expect(output).toMatch(/Unused files[\s\S]*src\/runs\/helpers\.ts/);
  expect(output).toContain('the name "helpers.ts" says "helpers"');
  expect(output).toContain('src/runs/helpers.ts:1');
  expect(output).toContain('src/runs/words.ts:1: "shall"');
  expect(output).toContain('src/runs/helpers.fixture.ts:1: AbortSignal.timeout(60_000: leave the limit');
  expect(output).toContain('src/errors: a room without a README.md');
});
