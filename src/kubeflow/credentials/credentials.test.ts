import { createHash, randomBytes } from 'node:crypto';
import { compare } from 'bcryptjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../secret.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../testing/releases.fixture.ts';
import {
  completeCredentials,
  generateCredentials,
  restoreCredentials,
  revealCredentials,
  type Credentials,
} from './credentials.ts';

/** Everything the releases publish that should be secret (kinds of values, not of places). */
const published = {
  'hash of 12341234': '$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72',
  'OIDC client secret': 'pUBnBOY80SnXgjibTYM9ZWNzY2xreNGQok',
  'cookie secret': '7d16fee92f8d11b8940b081b3f8b8acb',
  'object store key': 'minio123',
  'sample password': 'sample-makes-perfect',
  'first user': 'user@example.com',
  'first sample user': 'someone@sample.example',
};

/** Too short to look for in every text: they must not be the value of any secret. */
const publishedWords = ['', 'test', 'postgres', 'minio', 'sample'];

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let credentials: Required<Credentials>;
beforeAll(async () => {
  credentials = await generateCredentials(randomBytes);
});

function valuesOfSecrets(plan: Plan): { place: string; value: string }[] {
  return plan.objects
    .filter((object) => object.key.kind === 'Secret')
    .flatMap((object) => {
      const { data = {}, stringData = {} } = JSON.parse(object.body) as {
        data?: Record<string, string>;
        stringData?: Record<string, string>;
      };
      const decoded = Object.entries(data).map(
        ([field, value]) => [field, Buffer.from(value, 'base64').toString()] as const,
      );
      return [...decoded, ...Object.entries(stringData)].map(([field, value]) => ({
        place: `${object.key.name} ${field}`,
        value,
      }));
    });
}

describe.each(['sample', ...kubeflowVersions])('an installation of %s', (version) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: { credentials, user: { email: 'Ada@Example.org' } },
    });
  });

  test.each(Object.entries(published))(
    'sends the published %s nowhere, neither plain nor in base64',
    (_what, value) => {
      const places = plan.objects.filter(({ body }) => body.includes(value) || body.includes(base64(value)));
      expect(places.map((object) => object.key)).toEqual([]);
    },
  );

  test('has no published word as a secret, but for the names of users', () => {
    const names = ['username', 'POSTGRES_USER'];
    const known = valuesOfSecrets(plan).filter(
      ({ place, value }) => publishedWords.includes(value) && !names.some((name) => place.endsWith(name)),
    );
    expect(known).toEqual([]);
  });

  test('lets no database take root without a password', () => {
    expect(plan.objects.filter((object) => object.body.includes('MYSQL_ALLOW_EMPTY_PASSWORD'))).toEqual([]);
  });

  test('finds every place it knows', () => {
    expect(plan.notes).toEqual([]);
  });

  test('user and owner are the person of the installation, in lower case as dex needs it [v1]', () => {
    const bodies = plan.objects.filter((object) => object.body.includes('ada@example.org'));
    expect(bodies).toHaveLength(2);
    expect(plan.objects.some((object) => object.body.includes('Ada@'))).toBe(false);
  });

  test('has no secret in its patches and notes', () => {
    const told = JSON.stringify([plan.patches, plan.notes]);
    for (const secret of Object.values(revealCredentials(credentials))) expect(told).not.toContain(secret);
  });
});

describe.runIf(kubeflowVersions.includes('26.03.1'))('databases and their clients in 26.03.1', () => {
  test.each([
    ['mysql', 'mysql-secret', 'password'],
    ['katib-mysql', 'katib-mysql-secrets', 'MYSQL_ROOT_PASSWORD'],
  ])('%s reads its root password where its clients read it', async (name, secret, key) => {
    const release = await loadTestRelease('26.03.1');
    const plan = makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: { credentials } });
    const bodies = plan.objects.filter(
      (object) => object.key.kind === 'Deployment' && object.body.includes(`"key":"${key}","name":"${secret}"`),
    );
    expect(bodies.length).toBeGreaterThan(1);
    const database = plan.objects.find((object) => object.key.kind === 'Deployment' && object.key.name === name);
    expect(database?.body).toContain(
      `{"name":"MYSQL_ROOT_PASSWORD","valueFrom":{"secretKeyRef":{"key":"${key}","name":"${secret}"}}}`,
    );
    expect(database?.after.map((position) => plan.objects[position]?.key.name)).toContain(secret);
  });

  test('dex and OAuth2 Proxy share one client secret', async () => {
    const release = await loadTestRelease('26.03.1');
    const plan = makePlan({
      release,
      components: ['dex'],
      installation: { name: 'demo' },
      parameters: { credentials },
    });
    const secret = base64(credentials.oidcClientSecret.reveal());
    expect(plan.objects.filter((object) => object.body.includes(secret)).map((object) => object.key.namespace)).toEqual(
      ['oauth2-proxy', 'auth'],
    );
  });
});

describe('generated credentials', () => {
  test('are all different', () => {
    const values = Object.values(revealCredentials(credentials));
    expect(new Set(values).size).toBe(values.length);
  });

  test('have a hash that fits the password', async () => {
    expect(await compare(credentials.userPassword.reveal(), credentials.userPasswordHash.reveal())).toBe(true);
  });

  test('have a cookie secret of 32 bytes, which OAuth2 Proxy takes for AES-256', () => {
    expect(Buffer.from(credentials.cookieSecret.reveal(), 'base64url')).toHaveLength(32);
  });

  test('have passwords that pass through shells and URLs unharmed', () => {
    const { userPasswordHash, cookieSecret, ...others } = revealCredentials(credentials);
    expect([userPasswordHash, cookieSecret].every((value = '') => value.length > 40)).toBe(true);
    for (const value of Object.values(others)) expect(value).toMatch(/^[A-Za-z0-9]{16,40}$/);
  });

  test('follow from the random bytes alone', async () => {
    const repeatable = (): ((count: number) => Uint8Array) => {
      let calls = 0;
      return (count) => createHash('shake256', { outputLength: count }).update(String(calls++)).digest();
    };
    expect(revealCredentials(await generateCredentials(repeatable()))).toEqual(
      revealCredentials(await generateCredentials(repeatable())),
    );
  });

  test('take a password the user chose, unless bcrypt would cut it off', async () => {
    const chosen = await generateCredentials(randomBytes, { userPassword: new Secret('correct horse') });
    expect(chosen.userPassword.reveal()).toBe('correct horse');
    // As hard as upstream's own.
    expect(chosen.userPasswordHash.reveal()).toMatch(/^\$2b\$12\$/);
    await expect(generateCredentials(randomBytes, { userPassword: new Secret('ä'.repeat(37)) })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-015',
    });
  });

  test('come back from storage as they are, and one that a new version brings is made new', async () => {
    const stored = revealCredentials(credentials);
    expect(revealCredentials(await completeCredentials(restoreCredentials(stored), randomBytes))).toEqual(stored);
    const { catalogDatabasePassword, ...before } = stored;
    const completed = revealCredentials(await completeCredentials(restoreCredentials(before), randomBytes));
    expect(completed).toMatchObject(before);
    expect(completed.catalogDatabasePassword).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(completed.catalogDatabasePassword).not.toBe(catalogDatabasePassword);
  });

  test('keep a hash whose password nobody knows, and no password beside a hash of another one', async () => {
    const { userPassword, userPasswordHash } = credentials;
    expect(await completeCredentials({ userPasswordHash }, randomBytes)).toMatchObject({ userPasswordHash });
    for (const known of [{ userPasswordHash }, { userPasswordHash, userPassword: new Secret('another') }])
      expect('userPassword' in (await completeCredentials(known, randomBytes))).toBe(false);
    expect((await completeCredentials({ userPasswordHash, userPassword }, randomBytes)).userPassword?.reveal()).toBe(
      userPassword.reveal(),
    );
  });
});

test('a release that changed where a password stands is reported', () => {
  const release = releaseOf('apiVersion: v1\nkind: Namespace\nmetadata: {name: auth}\n', 'dex');
  const { notes } = makePlan({
    release,
    components: 'all',
    installation: { name: 'demo' },
    parameters: { credentials },
  });
  expect(notes).toEqual([
    'The Secret auth/dex-passwords is not in this release as MLAnywhere knows it. Look whether dex has kept a published password.',
    'The Secret auth/dex-oidc-client is not in this release as MLAnywhere knows it. Look whether dex has kept a published password.',
  ]);
});
