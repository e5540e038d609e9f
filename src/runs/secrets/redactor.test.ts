import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import { createRedactor, type Redactor } from './redactor.ts';

const knowing = (...secrets: string[]): Redactor => {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(new Secret(secret));
  return redactor;
};
/** Of the processor, not on the wall: other tests run beside this one. */
const milliseconds = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const circle: Record<string, unknown> = {};
circle['self'] = circle;
const event = { type: 'log', severity: 'info', message: 'm' } as const;

describe('the redactor', () => {
  test('replaces a secret in every spelling, in messages, data and their keys', () => {
    const secret = 'S3cret "quoted"/ünd\nmore';
    const spellings = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ];
    const redactor = knowing(secret);
    for (const spelling of spellings)
      expect(redactor.cleanText(`before ${spelling} after`)).toBe('before [secret] after');
    expect(
      redactor.cleanEvent({ ...event, message: secret, data: { list: [{ [secret]: secret }], count: 3 } }),
    ).toEqual({ ...event, message: '[secret]', data: { list: [{ '[secret]': '[secret]' }], count: 3 } });
  });

  test('replaces a key as a whole, line by line where it is indented, and what is left of it where it was cut short', () => {
    const key = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
    const redactor = knowing(key);
    expect(redactor.cleanText(`a ${key} b`)).toBe('a [secret] b');
    const indented = redactor.cleanText(key.replaceAll('\n', '\n    '));
    for (const line of key.split('\n').filter((text) => text.length >= 16 && !text.startsWith('-----')))
      expect(indented).not.toContain(line);
    expect(redactor.cleanText(`a ${key.slice(0, 700)}`).length).toBeLessThan(80);
  });

  test('leaves no rest of secrets that overlap, hold one another, or follow each other', () => {
    expect(
      knowing('abcdefgh-1', 'fgh-1-2345', 'abcdefgh-1-2345-6789').cleanText(
        'x abcdefgh-1-2345 y abcdefgh-1-2345-6789 z',
      ),
    ).toBe('x [secret] y [secret] z');
  });

  test('leaves no known secret in any text', () => {
    const secret = fc.stringMatching(/^[a-c1-3]{8,90}$/).filter((text) => /\d/.test(text) && /[a-z]/.test(text));
    fc.assert(
      fc.property(
        fc.uniqueArray(secret, { minLength: 1, maxLength: 8 }),
        fc.array(fc.oneof(fc.nat(7), fc.stringMatching(/^[a-c1-3 ]{0,12}$/)), { maxLength: 12 }),
        (secrets, parts) => {
          const known = secrets.filter((text) => text.length >= 16);
          const text = parts.map((part) => (typeof part === 'number' ? (secrets[part] ?? '') : part)).join('');
          const cleaned = knowing(...known).cleanText(text);
          for (const one of known) expect(cleaned).not.toContain(one);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('knows a whole picture, and thousands of secrets, without a limit of its own', () => {
    const picture = randomBytes(300_000).toString('latin1');
    expect(knowing(picture).cleanText(`<${picture}>`)).toBe('<[secret]>');
    const many = Array.from({ length: 5000 }, () => randomBytes(24).toString('base64url'));
    expect(knowing(...many).cleanText(many.join(' '))).toBe(many.map(() => '[secret]').join(' '));
  });

  test('takes time with the length of what is new, not with what is known already', () => {
    const redactor = createRedactor();
    const secrets = Array.from({ length: 4000 }, () => randomBytes(30).toString('base64'));
    // Each learnt and searched for at once, as connections are used one after the other.
    expect(
      milliseconds(() => {
        for (const secret of secrets) {
          redactor.add(new Secret(secret));
          expect(redactor.cleanText(`token ${secret}`)).toBe('token [secret]');
        }
      }),
    ).toBeLessThan(3000);
  });

  test('takes no longer for secrets and texts made to take long', () => {
    const same = Array.from({ length: 60 }, (_, index) => `${'a'.repeat(8 + index)}1`);
    expect(milliseconds(() => knowing(...same, `${'a'.repeat(100_000)}1`).cleanText('a'.repeat(20_000)))).toBeLessThan(
      5000,
    );
  });

  test.each([
    'lab',
    'x',
    'ccp',
    'sandbox',
    'kubeflow',
    'Kubernetes',
    'kubeflow-user',
    '20261128',
    '10.10.20.100',
    '2026-11-28',
  ])('leaves texts alone where the secret is as ordinary as %s: what is missing would tell it', (secret) => {
    const text = `Run ${secret}-1-1 started at https://${secret}.example:6443`;
    expect(knowing(secret).cleanText(text)).toBe(text);
  });

  test('leaves the words of an installation as they are, also where the secret was known before', () => {
    const redactor = knowing('Lab-2026', 'Other-2026');
    redactor.keepReadable(['lab-2026-east', 'short']);
    redactor.add(new Secret('2026-east'));
    expect(redactor.cleanText('Node lab-2026-east-worker, Lab-2026, Other-2026')).toBe(
      'Node lab-2026-east-worker, Lab-2026, [secret]',
    );
  });

  test('forgets what was known for a piece of work only, also where that fails', async () => {
    const redactor = createRedactor();
    const tried = new Secret('only-tried-1');
    const seen = await redactor.during([tried], () => Promise.resolve(redactor.cleanText('with only-tried-1')));
    await expect(redactor.during([tried], () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect([seen, redactor.cleanText('with only-tried-1')]).toEqual(['with [secret]', 'with only-tried-1']);
  });

  test('gives an error without secrets, also in where it came from', () => {
    const cleaned = knowing('Some-secret-1').cleanError(
      new MlaError('server.platformUnavailable', { platform: 'Some-secret-1' }, { cause: new Error('Some-secret-1') }),
    );
    expect(cleaned).toMatchObject({
      code: 'MLA-SERVER-012',
      message: 'The platform [secret] is not available on this server.',
    });
    expect((cleaned.cause as Error).stack).toMatch(/^Error: \[secret\]\n +at/);
  });

  test('withholds what it cannot search, and throws nothing of its own', () => {
    const redactor = knowing('Some-secret-1', '\ud800-half-a-pair-1', 'broken%E0%A4%A-percent');
    const broken: unknown[] = [
      circle,
      {
        get field() {
          throw new Error('Some-secret-1');
        },
      },
      {
        toJSON() {
          throw new Error('Some-secret-1');
        },
      },
    ];
    for (const data of broken) {
      expect(redactor.cleanData(data)).toBe('[withheld: it could not be searched for secrets]');
      expect(redactor.cleanEvent({ ...event, data: data as Record<string, unknown> })).toEqual({
        ...event,
        message: '[withheld: it could not be searched for secrets]',
      });
    }
    expect(redactor.cleanText('\ud800-half-a-pair-1')).toBe('[secret]');
  });
});
