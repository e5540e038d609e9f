import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { hopTitles, type Hop, type HopId } from '../../kubeflow/login/hops.ts';
import { walkWithoutWay } from '../../kubeflow/login/walk-login.ts';
import { reasonToSkip, whatIsMade, type CheckChoice } from '../../kubeflow/verify/choose-checks.ts';
import { verifyIds } from '../../kubeflow/verify/look.ts';
import { firstFailure, verifyKubeflow } from '../../kubeflow/verify/verify.ts';
import { junitOf } from './junit.ts';
import { resultLines } from './result-lines.ts';

const signal = new AbortController().signal;
const hop = (id: HopId, more: Partial<Hop> = {}): Hop => ({
  id,
  title: hopTitles[id],
  state: 'passed',
  milliseconds: 250,
  seen: '/: HTTP 200',
  ...more,
});
const refused = new MlaError('login.wrongPassword', { email: 'a<b>@example.com' });

/** The profile check is skipped in these, so that nothing is asked. */
const asked = (): Promise<never> => Promise.reject(new Error('asked'));
const client = { get: asked, list: asked, create: asked, mergePatch: asked, delete: asked, discover: asked };

test('a login that fails is told with its station, and what needs it is skipped', async () => {
  const hops = [hop('gateway'), hop('sign-in'), hop('provider'), hop('password', { state: 'failed', error: refused })];
  const walk = { hops, error: refused, warnings: [], user: undefined, namespaces: [] };
  const results = await verifyKubeflow({ client, walk, signal, minutes: 1 });
  expect(firstFailure(results)?.key).toBe('login.wrongPassword');
  expect(resultLines(results.slice(0, 4)).join('\n')).toBe(`✔ The gateway answers and asks for a login (0.3 s)
    /: HTTP 200
✘ A user logs in and sees the dashboard (0.8 s)
    ✔ OAuth2 Proxy starts the login (0.3 s)
    ✔ Dex asks for a password (0.3 s)
    ✘ Dex accepts the password (0.3 s)
    Error: Dex rejects the password of a<b>@example.com.
      Likely cause: The password is wrong, or it was changed after the start of Dex, which reads its settings only then.
      What to do:   Type the password again. For the first user, \`mla credentials NAME --reveal\` shows it; for another one, \`mla user reset-password NAME a<b>@example.com\` makes a new one.
      Code:         MLA-LOGIN-013
– A user logs in at the address of the installation: needs the check login
– The user has a profile with its namespace: needs the check login`);
  const junit = junitOf('demo', results);
  expect(junit).toMatch(
    /<testsuite name="mla verify demo" tests="9" failures="1" errors="0" skipped="7" time="1\.\d+">/,
  );
  expect(junit).toContain(
    '<failure type="MLA-LOGIN-013" message="Dex rejects the password of a&lt;b&gt;@example.com.">',
  );
});

test('without a way to the gateway everything else is skipped', async () => {
  const walk = walkWithoutWay(new MlaError('access.noReadyPod', { service: 's', namespace: 'n', ready: 0, pods: 1 }));
  const results = await verifyKubeflow({ client, walk, signal, minutes: 1 });
  expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'gateway failed',
    'login skipped',
    'address skipped',
    'profile skipped',
    ...['notebook', 'volume', 'pipeline', 'artifact', 'model'].map((id) => `${id} skipped`),
  ]);
  expect(firstFailure(results)?.key).toBe('access.noReadyPod');
});

test('checks are chosen with those that they need, left out, or kept to those that make nothing', () => {
  const chosen = (choice: CheckChoice): string =>
    verifyIds.filter((id) => reasonToSkip(id, choice) === undefined).join(' ');
  expect(chosen({})).toBe('gateway login address profile notebook volume pipeline artifact model');
  expect(chosen({ readOnly: true })).toBe('gateway login address profile');
  expect(chosen({ only: ['artifact'] })).toBe('gateway login profile pipeline artifact');
  expect(chosen({ only: ['login', 'volume'], skip: ['volume'] })).toBe('gateway login profile');
  expect(whatIsMade({ skip: ['pipeline', 'artifact', 'model'] })).toEqual([
    'a notebook server',
    'a volume of 1 Gi and a Job',
  ]);
  expect(whatIsMade({ readOnly: true })).toEqual([]);
});

test('each check says that it begins and what it found, and one that is left out only why', async () => {
  const told: string[] = [];
  const walk = walkWithoutWay(new MlaError('access.noReadyPod', { service: 's', namespace: 'n', ready: 0, pods: 1 }));
  await verifyKubeflow(
    { client, walk, signal, minutes: 1 },
    {
      only: ['gateway'],
      onProgress: (progress) =>
        told.push(
          progress.type === 'result'
            ? `${progress.result.id} ${progress.result.seen}`
            : `${progress.id} ${progress.type}`,
        ),
    },
  );
  expect(told.slice(0, 3)).toEqual(['gateway started', expect.stringMatching(/^gateway No pod/), 'login not chosen']);
});
