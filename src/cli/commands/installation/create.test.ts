import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { installationsOn } from '../../../installation/flags/installations.fixture.ts';
import { writeFlags } from '../../../installation/flags/write-flags.ts';
import { platformIds } from '../../../installation/installation.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import { readYaml } from '../../../../web/src/draft/read-yaml.ts';
import { toYaml } from '../../../../web/src/draft/show-draft.ts';
import { runInPipe } from '../../output/terminal.fixture.ts';

const create = (words: readonly string[]) => runInPipe(['create', ...words], { environment: {} });

test('mla create makes the same installation as its YAML, and --dry-run starts no server', async () => {
  const words = ['demo', '--platform', 'existing', '--connection', 'lab', '--components', 'notebooks,pipelines'];
  const yaml = await create([...words, '--dry-run', '-o', 'yaml']);
  expect(yaml).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: `apiVersion: mlanywhere.dev/v1alpha1
kind: Installation
metadata:
  name: demo
spec:
  cluster:
    platform: existing
    connection: lab
  kubeflow:
    release: 26.03.1
    components:
      - notebooks
      - pipelines
`,
  });
  const json = await create([...words, '--dry-run', '-o', 'json']);
  expect(JSON.parse(json.stdout)).toEqual(readInstallation(yaml.stdout));
  expect(JSON.parse((await create([...words, '--dry-run', '--json'])).stdout)).toEqual(JSON.parse(json.stdout));
});

describe.each(platformIds)('an installation on %s', (platform) => {
  test('is the same from flags, from YAML and from the form, whatever its fields say', async () => {
    await fc.assert(
      fc.asyncProperty(installationsOn(platform), async (installation) => {
        const flags = writeFlags(installation).flat();
        const made = await create([installation.metadata.name, ...flags, '--dry-run', '-o', 'json']);
        expect(made.stderr).toBe('');
        expect(JSON.parse(made.stdout)).toEqual(installation);
        const yaml = await create([installation.metadata.name, ...flags, '--dry-run', '-o', 'yaml']);
        expect(readInstallation(yaml.stdout)).toEqual(installation);
        expect(await readYaml(yaml.stdout)).toEqual({ installation });
        if (!yaml.stdout.startsWith('{')) expect(await toYaml(installation)).toBe(yaml.stdout);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a refusal', () => {
  test('names the flag, the value, what can be and the nearest name, with code, cause and fix', async () => {
    const { exitCode, stderr } = await create(['demo', '--platform', 'exsting']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--platform can be ${platformIds.join(', ')}, not “exsting” (did you mean existing?)`);
    expect(stderr).toMatch(/Likely cause: [^]*What to do: [^]*Code: +MLA-INSTALLATION-005/);
  });

  test('of a flag that nobody knows names the nearest one of the platform', async () => {
    const { stderr } = await create(['demo', '--platform', 'sandbox', '--workers-cont', '3']);
    expect(stderr).toContain('Did you mean --workers-count?');
  });
});

test('the help shows what all platforms share, and the flags of a platform when it is named', async () => {
  const common = (await create(['--help'])).stdout;
  expect(common).toMatch(/Cluster:\n +--platform[^]*Kubeflow:\n[^]*--components <names...>/);
  expect(common).not.toContain('--workers-count');
  const ofPlatform = (await create(['--platform', 'sandbox', '--help'])).stdout;
  expect(ofPlatform).toMatch(/Platform sandbox:\n +--workers-count/);
  expect(ofPlatform).not.toContain('--context');
});
