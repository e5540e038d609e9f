import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { addTestPerson } from '../people/people.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { createPageWriter, streamRun } from './stream.ts';

describe('the event stream', () => {
  let running: TestService;
  let runId: string;
  const finish = Promise.withResolvers<undefined>();
  beforeAll(async () => {
    running = await openTestService({
      steps: () => [
        {
          name: 'wait',
          phase: 'cluster',
          title: 'Wait',
          input: () => null,
          run: async ({ tell }) => {
            for (let line = 1; line <= 5; line += 1) tell({ type: 'log', severity: 'info', message: `line ${line}` });
            await finish.promise;
            return {};
          },
        },
      ],
    });
    ({ runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') }));
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  const open = (headers: Record<string, string>, after = 0): Promise<Response> =>
    fetch(`${running.service.url}/api/runs/${runId}/stream?after=${after}`, {
      headers: { authorization: `Bearer ${running.service.token.reveal()}`, ...headers },
    });

  /** What the stream says until it matches; then it is left. */
  async function readUntil(response: Response, pattern: RegExp): Promise<string> {
    let said = '';
    for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (pattern.test(said)) return said;
    }
    throw new Error(`the stream ended without ${String(pattern)}: ${said}`);
  }

  test.concurrent('says now and then that it is still there, so that nothing on the way closes it', async () => {
    expect(await readUntil(await open({}), /^: still here$/m)).toContain('line 5');
  });

  test.concurrent(
    'ends when the session that it is for has ended elsewhere, in another process on the same database',
    async () => {
      const server = fastify();
      server.get('/api/runs/:id/stream', (request, reply) =>
        streamRun(request, reply, {
          runs: running.service.runs,
          writePage: createPageWriter(),
          closing: new AbortController().signal,
          report: () => undefined,
          login: { watchEnd: () => () => undefined, holds: () => Promise.resolve(false) },
        }),
      );
      const url = await server.listen({ host: '127.0.0.1', port: 0 });
      const said = await (await fetch(`${url}/api/runs/${runId}/stream?after=0`)).text();
      expect(said).toContain('line 5');
      expect(said).not.toContain('event: end');
      await server.close();
    },
  );

  test.concurrent('ends soon after the token that reads it is revoked, or its person is disabled', async () => {
    const [revoked, disabled] = await Promise.all(
      ['rita', 'dora'].map((name) => addTestPerson(running, { name, role: 'viewer' })),
    );
    const streams = [revoked, disabled].map(async (person) => {
      const stream = await open({ authorization: `Bearer ${person?.token}` });
      return stream.text();
    });
    const [own] = await revoked!.client.call('listTokens', {});
    await running.client.call('revokeToken', { params: { id: own!.id } });
    await running.client.call('changePerson', { params: { person: 'dora' }, body: { disabled: true } });
    for (const said of await Promise.all(streams)) {
      expect(said).toContain('line 5');
      expect(said).not.toContain('event: end');
    }
  });

  test('goes on after the last event that a browser says it has, whatever the address says', async () => {
    const said = await readUntil(await open({ 'last-event-id': '4' }, 1), /line 5/);
    expect(/^id: (\d+)$/m.exec(said)?.[1]).toBe('5');
  });

  test('is not opened for another page, nor without a login', async () => {
    const foreign = await open({ origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ code: 'MLA-SERVER-003' });
    expect((await open({ authorization: '' })).status).toBe(401);
  });

  test('ends with its own word after the last event', async () => {
    const reading = readUntil(await open({}), /event: end/);
    finish.resolve(undefined);
    expect(await reading).toMatch(/run\.succeeded[^]*event: end/);
  });
});
