import { expect, test } from 'vitest';
import { runInPipe } from '../output/terminal.fixture.ts';

test.each([
  ['kubeconfig demo --use', '--use needs --merge'],
  ['kubeconfig demo --lifetime 2h', '--lifetime needs --namespace'],
  ['kubeconfig demo --namespace shop --lifetime 9m', 'is not a duration of 10 minutes to 30 days'],
  ['kubeconfig demo --merge --output file', '--output and --merge exclude each other'],
  ['kubeconfig demo --list --revoke x', '--list and --revoke exclude each other'],
  ['kubeconfig demo --list --namespace shop', '--list and --revoke make no kubeconfig'],
  ['kubeconfig demo --revoke x --output file', '--list and --revoke make no kubeconfig'],
  ['open --port 9000', '--port is for the dashboard'],
  ['open --path /jupyter/', '--path is for the dashboard'],
  ['open demo --page --port 9000', '--port is for the dashboard'],
  ['open demo --print', '--print is for a page'],
  ['user remove demo ann@example.com --confirm ann', '--confirm needs --with-profile'],
  ['user add demo nobody', 'This is no e-mail address.'],
  ['user add demo ann@example.com --quota 8', 'cpu=8,memory=32Gi'],
  ['user add demo ann@example.com --quota cpu=8 --no-profile', '--quota is for a Profile'],
  ['user add demo ann@example.com --quota memry=32Gi', 'Kubernetes has no quota for memry.'],
  ['user add demo ann@example.com --quota nvidia.com/gpu=1', 'requests.nvidia.com/gpu'],
  ['user add demo ann@example.com --profile ann.lab', 'A namespace has up to 63 lower-case letters'],
  ['user add demo ann@example.com --contributor-of team:view:all', 'team or team:view'],
  ['user add demo ann@example.com --quota cpu=none', 'The limit of cpu is a number with a unit'],
  ['user add demo ann@example.com --external --password-stdin', 'an external user has no password'],
  ['user add demo ann@example.com --external --no-profile', 'name the namespaces with --contributor-of'],
  ['user set demo ann@example.com', 'say what to change'],
  ['user set demo ann@example.com --profile ann --remove-from shop', '--profile needs --quota'],
  ['user set demo ann@example.com --quota memry=none', 'Kubernetes has no quota for memry.'],
  ['verify demo --password-stdin', '--password-stdin and --password-file need --user'],
])('mla %s is refused, for it has a flag that would do nothing', async (words, reason) => {
  const { exitCode, stderr } = await runInPipe(words.split(' '), { environment: {} });
  expect(stderr).toContain(reason);
  expect(exitCode).toBe(2);
});
