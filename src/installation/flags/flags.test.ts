import { describe, expect, test } from 'vitest';
import { platformIds } from '../installation.ts';
import { installationFlags } from './list-flags.ts';
import { readFlags } from './read-flags.ts';

describe.each(platformIds)('a platform, here %s,', (platform) => {
  test('has no two fields with one flag', () => {
    for (const { name, fields } of installationFlags) {
      const here = fields.filter(({ platforms = [platform] }) => platforms.includes(platform));
      expect(here.length, name).toBeLessThanOrEqual(1);
    }
  });
});

describe('flags', () => {
  const words = (given: Readonly<Record<string, string>>) =>
    new Map(Object.entries(given).map(([flag, word]) => [flag, [word]]));

  test('have names that follow from the paths', () => {
    const names = new Map(installationFlags.map(({ name, fields: [{ path }] }) => [path, name]));
    expect(names.get('spec.kubeflow.components')).toBe('--components');
    expect(names.get('spec.kubeflow.user.email')).toBe('--user-email');
    expect(names.get('spec.cluster.existing.context')).toBe('--context');
    expect(names.get('spec.proxy.noProxy')).toBe('--noproxy');
    expect(names.get('spec.kubeflow')).toBe('--no-kubeflow');
    expect([...names.values()]).toContain('--workers-memory-gib');
  });

  test.each([
    [{}, '--platform is missing: it can be'],
    [{ '--platform': 'exsting' }, 'not “exsting” (did you mean existing?)'],
    [{ '--platform': 'existing' }, '--connection is missing: it needs a text'],
    [
      { '--platform': 'sandbox', '--connection': 'lab' },
      '--connection has no effect on the platform sandbox: it is for',
    ],
    [{ '--platform': 'sandbox', '--workers-count': '300' }, '--workers-count must be at most 100, not the number 300'],
    [{ '--platform': 'sandbox', '--workers-count': 'many' }, '--workers-count must be a number, not “many”'],
    [{ '--platform': 'sandbox', '--access-expose': 'clusterip' }, '(did you mean clusterIP?)'],
    [{ '--platform': 'sandbox', '--proxy-pods': 'kserve,pipelins' }, 'not “pipelins” (did you mean pipelines?)'],
    [{ '--platform': 'sandbox', '--user-email': 'ada' }, '--user-email must be an e-mail address'],
    [
      { '--platform': 'sandbox', '--proxy-http': 'http://x.example', '--proxy-pods': 'none' },
      '--proxy-pods has no effect without pods of Kubeflow',
    ],
    [{ '--platform': 'sandbox', '--no-kubeflow': 'false', '--release': '26.03.1' }, '--no-kubeflow cannot be combined'],
  ])('%j are refused, and the refusal says which, what was given and what can be', (given, problem) => {
    expect(() => readFlags({ name: 'demo', words: words(given), settings: [] })).toThrow(problem);
  });

  test.each([
    ['spec.kubeflow.componets=[a]', 'has no field componets (did you mean components?)'],
    ['spec.kubeflow.release=26.10', '--release must be a text, not the number 26.1: put it in quotes'],
    ['kubeflow.release=sample', '--set must be spec.PATH=VALUE'],
    ['spec.__proto__.x=1', '--set must be spec.PATH=VALUE'],
    ['spec.kubeflow.takeOver=[', '--set spec.kubeflow.takeOver must be a YAML or JSON value'],
  ])('--set %s is refused with the reason', (setting, problem) => {
    expect(() => readFlags({ name: 'demo', words: words({ '--platform': 'sandbox' }), settings: [setting] })).toThrow(
      problem,
    );
  });

  test('--set says any field, in YAML or JSON, and the name is judged as in a file', () => {
    const settings = ['spec.cluster.sandbox.moreWorkers=[{name: gpus, count: 2}]', 'spec.kubeflow.release=sample'];
    expect(readFlags({ name: 'demo', words: words({ '--platform': 'sandbox' }), settings }).spec).toMatchObject({
      cluster: { sandbox: { moreWorkers: [{ name: 'gpus', count: 2 }] } },
      kubeflow: { release: 'sample' },
    });
    expect(() => readFlags({ name: 'Demo', words: words({ '--platform': 'sandbox' }), settings: [] })).toThrow('NAME');
  });
});
