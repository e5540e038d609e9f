import fastify from 'fastify';
import { expect, test } from 'vitest';
import { addHealth } from './health.ts';

test('is alive whatever the database does, and ready only when that answers in time', async () => {
  let isReady = (): Promise<boolean> => Promise.resolve(true);
  const server = fastify();
  addHealth(server, { isReady: () => isReady() });
  const ask = async (path: string): Promise<[number, string]> => {
    const { statusCode, body } = await server.inject(path);
    return [statusCode, body];
  };
  expect([await ask('/healthz'), await ask('/readyz')]).toEqual([
    [200, 'alive\n'],
    [200, 'ready\n'],
  ]);
  const troubles = [
    () => Promise.resolve(false),
    () => Promise.reject(new Error('connection to 10.0.0.7 refused')),
    () => new Promise<boolean>(() => undefined),
  ];
  for (const trouble of troubles) {
    isReady = trouble;
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([
      [200, 'alive\n'],
      [503, 'not ready\n'],
    ]);
  }
  await server.close();
});
