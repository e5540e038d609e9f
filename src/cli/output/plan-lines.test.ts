import { expect, test } from 'vitest';
import { describePlan } from '../../kubeflow/plan/describe-plan.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { planLines } from './plan-lines.ts';

test('the plan with --objects says of each object what it waits for, rights and kinds included', async () => {
  const plan = describePlan(
    makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    }),
  );
  const lines = planLines(plan, { objects: true, images: false, width: 400 });
  const place = lines.indexOf('  Deployment.apps sample-system/certificate-issuer (certificates)');
  expect(lines[place + 1]).toBe(
    '    after the namespace sample-system, the ServiceAccount certificate-issuer, the ClusterRoleBinding sample-certificate-issuer of its account, ' +
      'the ClusterRole sample-certificate-issuer of its account, the kind Certificate, which its account may watch',
  );
});

test('the plan says what memory each component declares, and which pods declare nothing', async () => {
  const plan = describePlan(
    makePlan({
      release: await loadSampleRelease(),
      components: 'light',
      installation: { name: 'demo' },
      parameters: {},
    }),
  );
  const text = planLines(plan, { objects: false, images: false, width: 200 }).join('\n');
  expect(text).toMatch(/^notebooks +\d+ +1 +128 MiB +chosen/m);
  expect(text).toMatch(/^login +\d+ +1 +\? +chosen/m);
  expect(text).toMatch(/^namespaces +\d+ +0 +certificates needs/m);
  expect(text).toContain('? stands for pods that declare nothing');
});

const long = Array.from({ length: 9 }, (_, index) => `Deployment.apps/kubeflow/some-controller-${index}`).join(', ');

test.each([80, 120])(
  'no line of a plan is wider than a terminal of %i columns, and each gate is whole',
  async (width) => {
    const plan = describePlan(
      makePlan({
        release: await loadSampleRelease(),
        components: 'all',
        installation: { name: 'demo' },
        parameters: {},
      }),
    );
    const [component] = plan.components;
    if (component === undefined) throw new Error('the sample release has no components');
    const wide = {
      ...plan,
      gates: [
        { id: 'gate-0', kind: 'ready', openedBy: long, guards: 7 },
        { id: `webhook mutate.${'x'.repeat(60)}`, kind: 'ready', openedBy: 'short', guards: 1 },
      ],
      components: [{ ...component, chosen: false, because: [long] }],
      patches: [{ object: 'Service a', what: 'changed', why: long }],
      notes: [long],
    };
    const lines = planLines(wide, { objects: false, images: false, width }).flatMap((line) => line.split('\n'));
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(
      lines
        .map((line) => line.trim())
        .join(' ')
        .split(long),
    ).toHaveLength(5);
    expect(lines.find((line) => line.startsWith('gate-0'))).toMatch(/^gate-0 .*7/);
  },
);

test('equal changes are told once with their number, and each by name with --objects', async () => {
  const plan = describePlan(
    makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    }),
  );
  const change = { what: 'namespace removed', why: 'it is not namespaced' };
  const patches = [
    ...['a', 'b', 'c'].map((name) => ({ object: `ClusterRole.rbac.authorization.k8s.io ${name}`, ...change })),
    { object: 'Service x', what: 'port named', why: 'for Istio' },
  ];
  const changed = (objects: boolean): string[] =>
    planLines({ ...plan, patches, switches: [], notes: [] }, { objects, images: false, width: 200 }).filter((line) =>
      line.startsWith('  - '),
    );
  expect(changed(false)).toEqual([
    '  - ClusterRole.rbac.authorization.k8s.io a and 2 more: namespace removed (it is not namespaced)',
    '  - Service x: port named (for Istio)',
  ]);
  expect(changed(true)).toHaveLength(4);
});

test('each patch is told with its id, whether it is on, and why', async () => {
  const plan = describePlan(
    makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: { patches: { enable: ['aks-admissions-enforcer'], disable: ['empty-ca-bundles'] } },
    }),
  );
  const lines = planLines(plan, { objects: false, images: false, width: 200 });
  expect(lines.filter((line) => /^ {2}- (on|off) /.test(line))).toEqual([
    expect.stringMatching(
      /- on aks-admissions-enforcer: Opt-out of the AKS admissions enforcer \(\d objects?\)\. The installation switches it on\.$/,
    ),
    '  - off empty-ca-bundles: Empty CA bundles left out. The installation switches it off.',
  ]);
});
