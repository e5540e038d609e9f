import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { CheckContext } from '../../src/preflight/check.ts';
import { rightsCheck } from '../../src/preflight/checks/rights-check.ts';
import { kubernetesFiles, objectsOf, printAllInOne, printClusterRole } from './kubernetes-files.fixture.ts';

const version = '26.03.1';
const isHere = kubeflowVersions.includes(version);
const update = process.env['UPDATE_DOCS'] === '1';

test('the file with everything holds what the files of the base hold', async () => {
  if (update) await writeFile(kubernetesFiles.allInOne, await printAllInOne());
  expect(await readFile(kubernetesFiles.allInOne, 'utf8')).toBe(await printAllInOne());
  const kinds = objectsOf(await printAllInOne()).map(({ kind }) => kind);
  expect(kinds).toEqual([
    ...['ConfigMap', 'Deployment', 'Namespace', 'NetworkPolicy'],
    ...['PersistentVolumeClaim', 'Service', 'ServiceAccount'],
  ]);
});

test('the images and the chart have the version of the package', async () => {
  const { version: own } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(await readFile(join(kubernetesFiles.base, 'deployment.yaml'), 'utf8')).toContain(`image: mlanywhere:${own}\n`);
  const chart = load(await readFile(join(kubernetesFiles.chart, 'Chart.yaml'), 'utf8'));
  expect(chart).toMatchObject({ version: own, appVersion: own });
});

test.runIf(!isHere)(`Kubeflow ${version} is not here (MLA_RELEASE_PATH): its rights are not computed`, () => {
  expect(kubeflowVersions).not.toContain(version);
});

test.runIf(isHere)(
  'the rights in the own cluster are those of the plan; without any one of them, preflight names it',
  async () => {
    const plan = makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: { user: { email: 'someone@example.com' } },
    });
    const text = printClusterRole(plan);
    for (const file of [kubernetesFiles.clusterRole, kubernetesFiles.chartClusterRole]) {
      if (update) await writeFile(file, text);
      expect(await readFile(file, 'utf8')).toBe(text);
    }

    const granted = (load(text) as ClusterRole).rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ group: apiGroups[0] ?? '', resource, verb }))),
    );
    expect(granted.length).toBeGreaterThan(200);
    const lookWith = async (rights: readonly Right[]) => {
      const known = new Set(rights.map(nameOf));
      const facts = {
        mayDoEverything: () => Promise.resolve(false),
        may: (right: Right) => Promise.resolve(known.has(nameOf(right))),
      };
      return rightsCheck.look({ facts, plan } as unknown as CheckContext);
    };
    expect(await lookWith(granted)).toMatchObject({ outcome: 'passed' });
    for (const taken of granted) {
      const { outcome, evidence } = await lookWith(granted.filter((right) => right !== taken));
      expect({ taken, outcome, evidence }).toMatchObject({ outcome: 'failed' });
      const { group, resource, verb } = taken;
      expect(evidence).toContain(`${verb} ${resource}${group === '' ? '' : `.${group}`}`);
    }
  },
);

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

interface ClusterRole {
  readonly rules: readonly { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
}

function nameOf({ group, resource, verb }: Right): string {
  return `${verb} ${resource}.${group}`;
}
