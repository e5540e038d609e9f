import { expect, test } from 'vitest';
import { toFoundCommand } from './to-found-command.ts';

test('the command removes what the page removes, in words of the shell', () => {
  const wish = { take: ['different', 'ConfigMap kubeflow/settings'], data: ['kubeflow/katib-mysql'] };
  expect(toFoundCommand('lab', wish).split('\n')).toEqual([
    '# Show what goes and what stays',
    "mla uninstall --connection lab --take different --take 'ConfigMap kubeflow/settings' --delete-data kubeflow/katib-mysql --plan",
    '',
    '# Remove it (shows the plan again, then asks)',
    "mla uninstall --connection lab --take different --take 'ConfigMap kubeflow/settings' --delete-data kubeflow/katib-mysql --follow",
  ]);
});
