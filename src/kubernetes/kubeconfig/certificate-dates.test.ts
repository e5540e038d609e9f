import { describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { describeValidity, isValidAt, validityOf, validityOfBundle } from './certificate-dates.ts';

const certificate = (days: number): string => issueCertificate({ commonName: 'ann', days }).certificate;
const now = new Date('2026-11-28T12:00:00Z');
const until = (to: string, from = '2026-01-01T00:00:00Z') => ({ from: new Date(from), to: new Date(to) });

describe('the dates of a certificate', () => {
  test.each([
    [until('2028-03-01T00:00:00Z'), 'valid until 2028-03-01'],
    [until('2026-12-04T13:00:00Z'), 'valid until 2026-12-04, 6 days FROM NOW'],
    [until('2026-11-29T13:00:00Z'), 'valid until 2026-11-29, 1 day FROM NOW'],
    [until('2026-11-28T20:00:00Z'), 'valid until 2026-11-28, less than a day FROM NOW'],
    [until('2026-10-24T00:00:00Z'), 'EXPIRED on 2026-10-24'],
    [until('2028-03-01T00:00:00Z', '2026-11-29T00:00:00Z'), 'NOT VALID BEFORE 2026-11-29'],
  ])('are told with what is left of them', (validity, words) => {
    expect(describeValidity(validity, now)).toBe(words);
  });

  test('are read from the PEM text, also behind comments', () => {
    const validity = validityOf(`# of the company\r\n${certificate(100).replaceAll('\n', '\r\n')}`);
    expect(validity === undefined ? undefined : isValidAt(validity, new Date())).toBe(true);
    expect(validityOf('no certificate')).toBeUndefined();
  });

  test('of an authority with several certificates are those of the one that lasts longest', () => {
    const bundle = [certificate(-1), certificate(400), certificate(10)].join('# another\n');
    expect(validityOfBundle(bundle)).toEqual(validityOf(certificate(400)));
    expect(validityOfBundle('')).toBeUndefined();
  });
});
