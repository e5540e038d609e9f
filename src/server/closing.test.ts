import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Platform } from '../platforms/platform.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import { lab, openTestService } from './service.fixture.ts';

test('a server that is closed while a run is followed ends the stream and is gone, without waiting for connections that say nothing', async () => {
  const running = await openTestService({
    steps: () => [
      {
        name: 'wait',
        phase: 'cluster',
        title: 'Wait',
        input: () => null,
        run: ({ signal }) => once(signal, 'abort').then(() => ({})),
      },
    ],
  });
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
  const stream = await fetch(`${running.service.url}/api/runs/${runId}/stream?after=0`, {
    headers: { authorization: `Bearer ${running.service.token.reveal()}` },
  });
  const reading = stream.text();
  // As browsers do: a connection in store.
  const spare = connect(Number(new URL(running.service.url).port), '127.0.0.1');
  await once(spare, 'connect');
  spare.on('error', () => undefined).resume();

  const closing = running[Symbol.asyncDispose]().then(() => 'closed');
  // Node itself ends such a connection after a minute.
  expect(await Promise.race([closing, pause(50_000, 'still open after 50 s', { ref: false })])).toBe('closed');
  expect(await reading).toContain('Run demo-1 started.');
});

test('a server that is closed does not wait for an answer that takes for ever', async () => {
  const begun = Promise.withResolvers<undefined>();
  const silent: Platform = { ...lab, testConnection: () => (begun.resolve(undefined), new Promise(() => undefined)) };
  const running = await openTestService({ platforms: [silent] });
  const body = {
    platform: 'ccp',
    address: 'https://ccp.example',
    username: 'admin',
    password: 'hush',
    trust: { mode: 'system' },
  };
  const answer = fetch(`${running.service.url}/api/connection-tests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.service.token.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const broken = expect(answer).rejects.toThrow('fetch failed');
  await begun.promise;
  const closing = running[Symbol.asyncDispose]().then(() => 'closed');
  expect(await closing).toBe('closed');
  await broken;
});
