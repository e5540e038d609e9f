import { expect, test } from 'vitest';
import { answersKept, render, wordsOf } from '../../../testing/render.fixture.ts';
import { owner } from '../../../../src/api/principal.ts';
import type { AccessView } from '../../../../src/api/run.ts';
import { sessionQuery } from '../../api/queries.ts';
import { Dashboard } from './dashboard.tsx';

const forward =
  'kubectl --kubeconfig demo.kubeconfig -n istio-system port-forward service/istio-ingressgateway 8080:80';

const shown = (access: AccessView | undefined, simulated = false): Promise<string> =>
  render(<Dashboard name="demo" access={access} simulated={simulated} />);

test('a dashboard without an address of its own is opened by mla, and by kubectl where mla is not there', async () => {
  const page = wordsOf(await shown({ dashboard: 'http://localhost:8080', how: forward, user: 'ada@example.com' }));
  expect(page).toContain('mla open demo');
  expect(page).toContain('Sign in as ada@example.com.');
  expect(page.indexOf('mla open demo')).toBeLessThan(page.indexOf(forward));
  expect(page.indexOf('Without mla on your machine')).toBeLessThan(page.indexOf(forward));
});

test('a server that opens dashboards has a button for it, another one has none', async () => {
  const access = { dashboard: 'http://localhost:8080', how: forward };
  const page = async (dashboards: boolean): Promise<string> => {
    const answers = answersKept();
    answers.setQueryData(sessionQuery.queryKey, { version: '1', principal: owner, dashboards });
    return render(<Dashboard name="demo" access={access} simulated={false} />, answers);
  };
  const button = '<span class="pf-v6-c-button__text">Open the dashboard</span>';
  expect(await page(true)).toContain(button);
  expect(await page(false)).not.toContain(button);
});

test('one with an address is a link', async () => {
  const page = await shown({ dashboard: 'http://10.0.0.9', how: 'open http://10.0.0.9' });
  expect(page).toContain('href="http://10.0.0.9"');
  expect(page).not.toMatch(/mla open|port-forward/);
});

test('a simulated cluster has none, and nobody is sent to one', async () => {
  expect(await shown({ dashboard: null, how: 'Nothing to open.' }, true)).toContain('This cluster is simulated.');
  expect(await shown(undefined)).toContain('did not look up');
});
