import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../runs/database/open-database.fixture.ts';
import { Secret } from '../../secret.ts';
import { checkLogin } from '../http/guard.ts';
import { createPublicAddress } from '../address/public-address.ts';
import { openPeople } from '../people/people.ts';
import { openApiTokens } from './api-tokens.ts';
import { openLogins } from './logins.ts';
import { openTestService, type TestService } from '../service.fixture.ts';

describe('the token', () => {
  let directory: string;
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const partsOf = (token: Secret) => {
    const people = openPeople(opened.database);
    const logins = openLogins({ database: opened.database, token, people });
    return {
      people,
      logins,
      apiTokens: openApiTokens(opened.database, token),
      address: createPublicAddress({ port: () => 5000 }),
    };
  };

  /** A start with what a file named token holds. */
  const start = async (content: string, mode = 0o600): Promise<TestService> => {
    await writeFile(join(directory, 'token'), content, { mode });
    await chmod(join(directory, 'token'), mode);
    return openTestService({ directory });
  };

  test.each([
    ['is empty, as a power cut or a full disk left it', ''],
    ['is a line end', '\n'],
    ['was cut off', 'c2hvcnQ'],
  ])('is not taken from a file that %s', async (_what, content) => {
    await expect(start(content)).rejects.toMatchObject({ code: 'MLA-RUN-018' });
  });

  test('is not taken from a file that others may read', async () => {
    await expect(start(`${'t'.repeat(43)}\n`, 0o644)).rejects.toMatchObject({
      code: 'MLA-RUN-018',
      message: expect.stringContaining('others may read the file') as string,
    });
  });

  test.each(['Bearer', 'Bearer ', 'Bearer  ', 'Bearer  x', 'bearer \t', 'Basic Og=='])(
    'opens nothing when "%s" is sent, not even where it is empty itself',
    async (authorization) => {
      const parts = partsOf(new Secret(''));
      const request = {
        headers: { authorization },
        cookies: {},
        socket: {},
        method: 'GET',
      } as unknown as FastifyRequest;
      await expect(checkLogin(request, parts)).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
    },
  );

  test('is part of every session: another token ends them all, and who can write the database alone gets no session', async () => {
    const [before, after] = ['before', 'after'].map((token) => partsOf(new Secret(token)).logins);
    const cookie = (await before!.logIn({ token: 'before' }, { address: '127.0.0.1' })).cookie.reveal();
    expect([await before!.findSession(cookie), await after!.findSession(cookie)]).toEqual([
      expect.objectContaining({}),
      undefined,
    ]);

    const planted = createHash('sha256').update('planted').digest('hex');
    await opened.database.write((writer) =>
      writer
        .insertInto('session')
        .values({
          id_hash: planted,
          csrf_hash: planted,
          created_at: new Date(),
          expires_at: new Date(Date.now() + 60_000),
        })
        .execute(),
    );
    expect(await after!.findSession('planted')).toBeUndefined();
  });
});
