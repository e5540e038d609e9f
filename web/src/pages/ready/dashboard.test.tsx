import { expect, test } from 'vitest';
import { render, wordsOf } from '../../../testing/render.fixture.ts';
import type { AccessView } from '../../../../src/api/run.ts';
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

test('one with an address is a link', async () => {
  const page = await shown({ dashboard: 'http://10.0.0.9', how: 'open http://10.0.0.9' });
  expect(page).toContain('href="http://10.0.0.9"');
  expect(page).not.toMatch(/mla open|port-forward/);
});

test('a simulated cluster has none, and nobody is sent to one', async () => {
  expect(await shown({ dashboard: null, how: 'Nothing to open.' }, true)).toContain('This cluster is simulated.');
  expect(await shown(undefined)).toContain('did not look up');
});
