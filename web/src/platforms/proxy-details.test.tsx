import { expect, test } from 'vitest';
import { readConnection } from '../pages/connect/connection-draft.ts';
import { render } from '../../testing/render.fixture.ts';
import { ProxyDetails } from './proxy-details.tsx';

const show = (problems: Record<string, string>) =>
  render(
    <ProxyDetails
      values={{ proxy: 'http://ann@proxy.example:3128', proxyPassword: 'canary', authorities: '' }}
      problems={problems}
      change={() => undefined}
    />,
  );

test('the proxy is folded away, and its password is typed unseen', async () => {
  const html = await show({});
  expect(html).toContain('<details>');
  expect(html).toMatch(/<input[^>]*type="password"[^>]*>/);
});

test('a problem with it unfolds it', async () => {
  expect(await show({ proxy: 'must be none or an address' })).toMatch(/<details open="">.*must be none or an address/s);
});

test('a password in the address is refused by its field; an empty field is left out', () => {
  const typed = { address: 'ccp.example', username: 'a', password: 'b', trust: { mode: 'system' }, proxyPassword: '' };
  const read = (proxy: string) => readConnection({ platform: 'ccp', name: 'lab', values: { ...typed, proxy } });
  expect(read('http://ann:canary@proxy:3128').problems['proxy']).toMatch(/without a password/);
  expect(read('').input).not.toHaveProperty('proxy');
  expect(read('none').input).toMatchObject({ proxy: 'none' });
});
