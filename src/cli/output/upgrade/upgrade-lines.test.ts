import { expect, test } from 'vitest';
import type { UpgradePlan } from '../../../api/contract.ts';
import { upgradeLines } from './upgrade-lines.ts';

test('a command that saves data stays on one line in a narrow terminal, so that it can be copied', () => {
  const command = `kubectl -n kubeflow exec deployment/mysql -c mysql -- sh -c '${'mysqldump '.repeat(20)}' > mysql.sql`;
  const none: UpgradePlan = {
    installation: 'demo',
    from: null,
    to: { name: 'kubeflow', version: '26.03.1' },
    changes: [],
    unchanged: 0,
    quiesced: [],
    routes: [],
    down: [],
    noticed: [],
    unhealthy: [],
    settings: [],
    rewritten: [],
    noReturn: [],
    backups: [{ claim: 'kubeflow/mysql-pv-claim', command }],
    blockers: [],
    notes: [],
  };
  const lines = upgradeLines(none, { objects: false, width: 40 });
  expect(lines.map((line) => line.trim())).toContain(command);
});
