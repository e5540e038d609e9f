import { expect, test } from 'vitest';
import { render, wordsOf } from '../../../testing/render.fixture.ts';
import type { ConnectionTest } from '../../../../src/api/contract.ts';
import { MlaError } from '../../../../src/errors/error.ts';
import { ConnectionLayers } from './connection-layers.tsx';

const rows = [
  ['address', 'Address is valid'],
  ['name', 'Host name is known'],
  ['tcp', 'Port answers'],
  ['tls', 'Certificate is trusted'],
  ['login', 'Login works'],
  ['permission', 'User has permissions'],
  ['version', 'Version is supported'],
] as const;
const error = new MlaError('download.unreachable', { address: 'https://ccp.lab', reason: 'refused' }).report();

const show = (result: ConnectionTest | undefined) => render(<ConnectionLayers test={result} platform="ccp" />);
const rowsOf = (html: string, ok: 'true' | 'false' | 'open'): string[] =>
  [...html.matchAll(/<li data-ok="(\w+)">(.*?)<\/li>/gs)].flatMap(([, is, row = '']) =>
    is === ok ? [wordsOf(row)] : [],
  );

test('of a connection test that is under way every layer is open', async () => {
  const html = await show(undefined);
  expect(html).toContain('aria-busy="true"');
  expect(rowsOf(html, 'open')).toEqual(rows.map(([, words]) => words));
});

test.each(rows)(
  'the layer %s that fails is the only red row, with why and what to do; those after it were not reached',
  async (layer, words) => {
    const at = rows.findIndex(([one]) => one === layer);
    const html = await show({
      ok: false,
      layers: [
        ...rows.slice(0, at).map(([one]) => ({ layer: one, ok: true, milliseconds: 3, detail: 'well' })),
        { layer, ok: false, milliseconds: 7, detail: '', error },
      ],
    });
    expect(wordsOf(html)).toContain('Not connected');
    expect(rowsOf(html, 'true')).toHaveLength(at);
    const [failed, ...others] = rowsOf(html, 'false');
    expect(failed).toMatch(new RegExp(`${words}.*Why:.+What to do:.+Code ${error.code}`));
    expect(others).toEqual([]);
    expect(rowsOf(html, 'open')).toEqual(rows.slice(at + 1).map(([, open]) => `${open} not reached`));
  },
);

test('of a connection that works every row says so, and a simulated platform is called so', async () => {
  const html = await show({
    ok: true,
    simulated: true,
    layers: rows.map(([layer]) => ({ layer, ok: true, milliseconds: 3, detail: 'well' })),
  });
  expect(rowsOf(html, 'true')).toHaveLength(rows.length);
  expect(wordsOf(html)).toMatch(/Connected.*Simulated/);
});
