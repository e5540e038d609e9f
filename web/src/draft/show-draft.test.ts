import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { InstallationInput } from '../../../src/installation/installation.ts';
import { readInstallation } from '../../../src/installation/yaml.ts';
import { runInPipe } from '../../../src/cli/output/terminal.fixture.ts';
import { newDraft } from './draft.ts';
import { toCommand, toYaml } from './show-draft.ts';

/** The words that a shell makes of a command, after `mla`. */
function wordsOf(command: string): string[] {
  const script = `mla() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const existing: InstallationInput = {
  ...newDraft('existing'),
  metadata: { name: 'demo' },
  spec: {
    cluster: { platform: 'existing', connection: 'lab', existing: { context: "Ada's $HOME, `id`" } },
    kubeflow: { components: ['notebooks', 'pipelines'], user: { email: 'ada@example.com' } },
  },
};

test('the command of a form with a few choices is mla create, and makes what the YAML makes', async () => {
  const command = await toCommand(existing);
  expect(command).toMatch(/^mla create demo --platform existing --connection lab/);
  for (const line of command.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const { stdout } = await runInPipe([...wordsOf(command), '--dry-run', '-o', 'json'], { environment: {} });
  expect(JSON.parse(stdout)).toEqual(readInstallation(await toYaml(existing)));
});

test('the command of a form with many choices applies the YAML', async () => {
  const many = structuredClone(existing);
  many.spec.kubeflow = { takeOver: Array.from({ length: 60 }, (_, index) => `software-${index}`) };
  expect(await toCommand(many)).toBe(`mla apply -f - <<'YAML'\n${(await toYaml(many)).trimEnd()}\nYAML`);
});

test('the command of a form that changes an installation applies the YAML, since mla create is for new ones', async () => {
  expect(await toCommand(existing, { exists: true })).toMatch(/^mla apply -f - <<'YAML'\n/);
});

test('the command has no password of a proxy', async () => {
  const secret = structuredClone(existing);
  secret.spec.proxy = { http: 'http://me:secret-of-mine@proxy.example.com' };
  expect(await toCommand(secret)).not.toContain('secret-of-mine');
});
