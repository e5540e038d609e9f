import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { closeSoon } from './close-soon.ts';

test('a pool is closed when it is left, though a request of it is still under way', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const request = pool.request({ path: '/', method: 'GET' });
  await closeSoon([pool.destroy()]);
  expect(pool.destroyed).toBe(true);
  await expect(request).rejects.toThrow('destroyed');
  server.close();
});

test('what never ends and what fails keep nobody', async () => {
  await expect(closeSoon([new Promise(() => undefined), Promise.reject(new Error('no'))])).resolves.toBeUndefined();
});
