import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { hopTitles, type Hop, type HopId } from '../../kubeflow/login/hops.ts';
import { walkWithoutWay } from '../../kubeflow/login/walk-login.ts';
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
const client = { get: () => Promise.reject(new Error('asked')), list: () => Promise.reject(new Error('asked')) };

test('a login that fails is told with its station, and what needs it is skipped', async () => {
  const hops = [hop('gateway'), hop('sign-in'), hop('provider'), hop('password', { state: 'failed', error: refused })];
  const walk = { hops, error: refused, warnings: [], user: undefined, namespaces: [] };
  const results = await verifyKubeflow({ client, walk, signal });
  expect(firstFailure(results)?.key).toBe('login.wrongPassword');
  expect(resultLines(results).join('\n')).toBe(`✔ The gateway answers and asks for a login (0.3 s)
    /: HTTP 200
✘ A user logs in and sees the dashboard (0.8 s)
    ✔ OAuth2 Proxy starts the login (0.3 s)
    ✔ Dex asks for a password (0.3 s)
    ✘ Dex accepts the password (0.3 s)
    Error: Dex rejects the password of a<b>@example.com.
      Likely cause: The password is wrong, or it was changed after the start of Dex, which reads its settings only then.
      What to do:   Type the password again. For the first user, \`mla credentials NAME --reveal\` shows it; for another one, \`mla user reset-password NAME a<b>@example.com\` makes a new one.
      Code:         MLA-LOGIN-013
– The user has a profile with its namespace: needs the check login`);
  const junit = junitOf('demo', results);
  expect(junit).toMatch(
    /<testsuite name="mla verify demo" tests="3" failures="1" errors="0" skipped="1" time="1\.\d+">/,
  );
  expect(junit).toContain(
    '<failure type="MLA-LOGIN-013" message="Dex rejects the password of a&lt;b&gt;@example.com.">',
  );
});

test('without a way to the gateway everything else is skipped', async () => {
  const walk = walkWithoutWay(new MlaError('access.noReadyPod', { service: 's', namespace: 'n', ready: 0, pods: 1 }));
  const results = await verifyKubeflow({ client, walk, signal });
  expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'gateway failed',
    'login skipped',
    'profile skipped',
  ]);
  expect(firstFailure(results)?.key).toBe('access.noReadyPod');
});
