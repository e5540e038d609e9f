import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRelease } from './default-release.ts';
import { installationSchema, savedInstallation, type InstallationInput } from './installation.ts';
import { printInstallation } from './print-installation.ts';
import { readInstallation } from './yaml.ts';

const smallest =
  'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata:\n  name: demo\nspec:\n  cluster:\n    platform: sandbox\n';

const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,10}[a-z0-9])?$/);
/** Text that YAML could take for something else. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '1e3',
    '0x1F',
    '26.03',
    '- x',
    'a: b',
    '# c',
    '2026-11-24',
    "it's",
    '"',
    '\n',
    ' ',
  ),
);
const size = {
  vcpus: fc.integer({ min: 1, max: 128 }),
  memoryGiB: fc.integer({ min: 2, max: 2048 }),
  gpu: fc.option(fc.record({ type: text })),
};
const workers = fc.record({ count: fc.integer({ min: 1, max: 100 }), ...size }, { requiredKeys: [] });
const moreWorkers = fc.uniqueArray(
  fc.record({ name, count: fc.integer({ min: 0, max: 100 }), ...size }, { requiredKeys: ['name'] }),
  { selector: (group) => group.name, maxLength: 3 },
);
const ccp = fc.record(
  {
    datacenter: text,
    cluster: text,
    network: text,
    datastore: text,
    image: text,
    vipPool: text,
    sshKey: text,
    provider: text,
    resourcePool: text,
    ntpServers: fc.array(text, { maxLength: 3 }),
    insecureRegistries: fc.array(text, { maxLength: 2 }),
    workers,
    moreWorkers,
  },
  { requiredKeys: ['datacenter', 'cluster', 'network', 'datastore', 'image', 'vipPool', 'sshKey'] },
);
const anyCluster: fc.Arbitrary<InstallationInput['spec']['cluster']> = fc.oneof(
  fc.record(
    { platform: fc.constant('sandbox' as const), sandbox: fc.record({ workers, moreWorkers }, { requiredKeys: [] }) },
    { requiredKeys: ['platform'] },
  ),
  fc.record(
    {
      platform: fc.constant('existing' as const),
      connection: name,
      existing: fc.record({ context: text }, { requiredKeys: [] }),
    },
    { requiredKeys: ['platform', 'connection'] },
  ),
  fc.record({ platform: fc.constant('ccp' as const), connection: name, ccp }),
);
const anyInstallation = fc
  .record({
    name,
    cluster: anyCluster,
    kubeflow: fc.option(
      fc.record(
        {
          release: text,
          components: fc.oneof(
            fc.constantFrom('all' as const, 'light' as const),
            fc.array(text, { minLength: 1, maxLength: 3 }),
          ),
        },
        { requiredKeys: [] },
      ),
    ),
    proxy: fc.option(
      fc.record({
        http: fc.domain().map((host) => `http://${host}:3128`),
        noProxy: fc.array(fc.oneof(fc.domain(), fc.ipV4(), fc.constant('10.0.0.0/8')), { maxLength: 2 }),
        pods: fc.constantFrom('all' as const, 'none' as const, ['kserve' as const]),
      }),
      {
        nil: undefined,
      },
    ),
  })
  .map(({ name, cluster, kubeflow, proxy }) =>
    installationSchema.parse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name },
      spec: { cluster, kubeflow, ...(proxy && cluster.platform === 'ccp' && { proxy }) },
    }),
  );

function problemsOf(yaml: string): string {
  try {
    readInstallation(yaml);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was read without a problem');
}

describe('a wish that nothing carries out is refused with the reason:', () => {
  test('a load balancer for Kubeflow without a host name', () => {
    expect(problemsOf(`${smallest}  kubeflow: { access: { expose: loadBalancer } }\n`)).toMatch(
      /: spec\.kubeflow\.access\.host is missing: a certificate is for a host name/,
    );
  });
  test.each([
    '  proxy: { http: "http://proxy.example:3128", pods: none }',
    '  proxy: { http: "http://proxy.example:3128" }\n  kubeflow: null',
  ])('a proxy for nodes of others, without pods of Kubeflow: %s', (proxy) => {
    expect(problemsOf(`${smallest}${proxy}\n`)).toMatch(
      /: spec\.proxy has no effect without pods of Kubeflow: MLAnywhere sets no proxy on nodes of the platform sandbox$/,
    );
  });
  test('but for pods it is accepted on every platform', () => {
    const { spec } = readInstallation(`${smallest}  proxy: { https: "http://proxy.example:3128", pods: [kserve] }\n`);
    expect(spec.proxy).toEqual({ https: 'http://proxy.example:3128', noProxy: [], pods: ['kserve'] });
  });
  test('but one that was saved when it was not refused can still be read', () => {
    const saved = readInstallation(smallest);
    const { kubeflow } = saved.spec;
    expect(
      savedInstallation.parse({
        ...saved,
        spec: { ...saved.spec, kubeflow: { ...kubeflow, access: { expose: 'loadBalancer' } } },
      }),
    ).toMatchObject({ spec: { kubeflow: { access: { expose: 'loadBalancer' } } } });
  });
});

describe('an installation’s YAML', () => {
  test('goes out and comes back the same, with chosen and with all fields', () => {
    fc.assert(
      fc.property(anyInstallation, fc.constantFrom('chosen' as const, 'all' as const), (installation, fields) => {
        expect(readInstallation(printInstallation(installation, { fields }))).toEqual(installation);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves out what has its default, but names the release: a later MLAnywhere installs another one by default', () => {
    const release = `  kubeflow:\n    release: ${defaultRelease}\n`;
    expect(printInstallation(readInstallation(smallest))).toBe(`${smallest}${release}`);
    const changed = readInstallation(`${smallest}    sandbox: { workers: { count: 5 } }\n`);
    expect(printInstallation(changed)).toBe(`${smallest}    sandbox:\n      workers:\n        count: 5\n${release}`);
    expect(printInstallation(changed, { fields: 'all' })).toContain('email: user@example.com');
  });

  test('tells each wrong field by its path, in plain words', () => {
    expect(problemsOf(smallest.replace('name: demo', 'name: Demo_1'))).toMatch(
      /metadata\.name cannot be “Demo_1”: lower-case letters/,
    );
    expect(problemsOf(`${smallest}  kubeflow: { release: 26.03 }`)).toContain(
      'spec.kubeflow.release must be a text, not the number 26.03: put it in quotes',
    );
    expect(problemsOf(smallest.replace('platform: sandbox', 'platform: existing'))).toContain(
      'spec.cluster.connection is missing: it needs a text',
    );
    expect(problemsOf(`${smallest}    sandbox: { workers: { count: 0, size: 3 } }`)).toMatch(
      /workers\.count must be at least 1, not the number 0.*workers has no field size/,
    );
    expect(problemsOf(smallest.replace('platform: sandbox', 'platform: mars'))).toMatch(
      /: spec\.cluster\.platform can be ccp, existing, sandbox, kind, k3d, minikube, not “mars”$/,
    );
    expect(problemsOf(`${smallest}  kubeflow: { components: katib }\n`)).toMatch(
      /: spec\.kubeflow\.components can be all, light, a list, not “katib”$/,
    );
    expect(problemsOf(smallest.replace('spec:', 'specs:'))).toContain(
      'the document has no field specs (did you mean spec?)',
    );
    expect(problemsOf(`${smallest}  kubflow: {}\n`)).toContain('spec has no field kubflow (did you mean kubeflow?)');
    expect(problemsOf(smallest.replace('kind: Installation', 'kind: Pod'))).toContain(
      'kind can be Installation, not “Pod”',
    );
  });

  test('names groups of workers beside the first; each has a name of its own', () => {
    const withGroups = (groups: string): string => `${smallest}    sandbox:\n      moreWorkers: ${groups}\n`;
    expect(
      readInstallation(withGroups('[{ name: gpu, gpu: { type: t4 } }, { name: big, count: 2, memoryGiB: 64 }]')).spec
        .cluster,
    ).toMatchObject({
      sandbox: {
        workers: { count: 3 },
        moreWorkers: [
          { name: 'gpu', count: 1, vcpus: 8, memoryGiB: 32, gpu: { type: 't4', count: 1 } },
          { name: 'big', count: 2, vcpus: 8, memoryGiB: 64, gpu: null },
        ],
      },
    });
    expect(problemsOf(withGroups('[{ name: gpu }, { name: big }, { name: gpu }]'))).toContain(
      'spec.cluster.sandbox.moreWorkers.2.name is the name of another group too: “gpu”',
    );
    expect(problemsOf(withGroups('[{ name: node-group }]'))).toContain(
      'spec.cluster.sandbox.moreWorkers.0.name is the name of a group that each cluster has',
    );
    expect(problemsOf(withGroups('[{ count: -1, size: 3 }]'))).toMatch(
      /moreWorkers\.0\.name is missing.*moreWorkers\.0\.count must be at least 0, not the number -1.*moreWorkers\.0 has no field size/,
    );
  });

  test.each([
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n',
    'PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nb3BlbnNzaC1rZXk',
  ])('refuses a private key as the SSH key, and does not repeat it', (sshKey) => {
    const fields = { datacenter: 'd', cluster: 'c', network: 'n', datastore: 's', image: 'i', vipPool: 'v' };
    const problems = problemsOf(
      JSON.stringify({
        apiVersion: 'mlanywhere.dev/v1alpha1',
        kind: 'Installation',
        metadata: { name: 'demo' },
        spec: { cluster: { platform: 'ccp', connection: 'lab', ccp: { ...fields, sshKey } } },
      }),
    );
    expect(problems).toContain(
      'spec.cluster.ccp.sshKey must be the public key (the .pub file), and what was given is the private one',
    );
    expect(problems).not.toContain('b3BlbnNz');
  });

  test('takes no password in, and does not repeat it', () => {
    const problems = problemsOf(`${smallest}  proxy: { http: "http://user:hunter2@proxy.example:3128" }\n`);
    expect(problems).toMatch(/spec\.proxy\.http .*must not hold a password/);
    expect(problems).not.toContain('hunter2');
  });

  test('tells where text is not YAML, and takes one document only', () => {
    expect(problemsOf('a: [1,\nb: }')).toMatch(/not valid YAML: .*\(\d+:\d+\)/);
    expect(problemsOf('')).toContain('contains 0 YAML documents');
    expect(problemsOf(`${smallest}---\n${smallest}`)).toContain('contains 2 YAML documents');
    expect(readInstallation(`---\n${smallest}---\n`)).toEqual(readInstallation(smallest));
  });

  test('refuses a text that is far too long, or explodes when its aliases are written out', () => {
    expect(problemsOf(`${smallest}# ${'x'.repeat(300_000)}`)).toContain('too long');
    expect(problemsOf(`a: &a [x]\nb: [${'*a,'.repeat(60)}]`)).toContain('not valid YAML');
    expect(problemsOf(`a: ${'['.repeat(30)}${']'.repeat(30)}`)).toContain('not valid YAML');
  });
});
