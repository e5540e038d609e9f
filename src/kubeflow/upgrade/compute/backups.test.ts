import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { generateCredentials } from '../../credentials/credentials.ts';
import { ownerOf } from '../../ownership/owner.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../testing/releases.fixture.ts';
import { findBackups } from './backups.ts';
import { findNoReturn } from './no-return.ts';
import { inventoryOf } from './plan-inventory.ts';
import type { ChangedObject } from './upgrade-facts.ts';

const version = '26.03.1';
const mysql =
  'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump -u root --all-databases --single-transaction --routines --events';
const postgres = 'pg_dumpall -U "${POSTGRES_USER:-postgres}"';

describe.runIf(kubeflowVersions.includes(version))(`the data of Kubeflow ${version}`, () => {
  const planOf = async (): Promise<Plan> =>
    makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: { credentials: await generateCredentials(randomBytes), user: { email: 'someone@example.com' } },
    });
  /** Programs of these names have other images in the cluster. */
  const changedIn = (plan: Plan, names?: readonly string[]): ChangedObject[] =>
    plan.objects.flatMap((planned, position) => {
      if (!['Deployment', 'StatefulSet'].includes(planned.key.kind)) return [];
      if (names?.includes(planned.key.name) === false) return [];
      const object = JSON.parse(planned.body.replaceAll(/"image":"[^"]*"/g, '"image":"older"')) as KubernetesObject;
      return [
        {
          position,
          planned,
          found: {
            position,
            planned,
            object,
            metadata: object.metadata,
            unchanged: false,
            owner: ownerOf(object.metadata),
          },
        },
      ];
    });

  test('each claim with data has the command that saves it, in the server’s own container', async () => {
    const plan = await planOf();
    const backups = findBackups({ changed: changedIn(plan), inventory: inventoryOf(plan) });
    const commands = [
      ['kubeflow/mysql-pv-claim', 'kubeflow exec deployment/mysql -c mysql', mysql, 'mysql.sql'],
      ['kubeflow/katib-mysql', 'kubeflow exec deployment/katib-mysql -c katib-mysql', mysql, 'katib-mysql.sql'],
      [
        'kubeflow/seaweedfs-pvc',
        'kubeflow exec deployment/seaweedfs -c seaweedfs',
        'tar -C /data -cf - .',
        'seaweedfs.tar',
      ],
      [
        'kubeflow-user-example-com/metadata-postgres',
        'kubeflow-user-example-com exec deployment/model-registry-db -c db-container',
        postgres,
        'model-registry-db.sql',
      ],
      [
        'kubeflow/model-catalog-postgres',
        'kubeflow exec statefulset/model-catalog-postgres -c postgres',
        postgres,
        'model-catalog-postgres.sql',
      ],
    ].map(([claim, where, program, file]) => ({
      claim,
      command: `kubectl -n ${where ?? ''} -- sh -c '${program ?? ''}' > ${file ?? ''}`,
    }));
    const byClaim = (one: { claim?: string | undefined }, other: { claim?: string | undefined }): number =>
      (one.claim ?? '').localeCompare(other.claim ?? '');
    expect(backups.toSorted(byClaim)).toEqual(commands.toSorted(byClaim));
  });

  test('a new program of pipelines can change tables, and not the files of the object store', async () => {
    const plan = await planOf();
    const given = { changed: changedIn(plan, ['ml-pipeline']), inventory: inventoryOf(plan) };
    expect(findBackups(given).map(({ claim }) => claim)).toEqual(['kubeflow/mysql-pv-claim']);
    expect(findNoReturn({ ...given, rewritten: [] })).toMatchObject([
      { object: 'PersistentVolumeClaim kubeflow/mysql-pv-claim' },
    ]);
  });
});
