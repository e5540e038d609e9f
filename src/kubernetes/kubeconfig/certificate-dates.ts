import { X509Certificate } from 'node:crypto';

/** From when to when a certificate holds. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

const day = 24 * 60 * 60 * 1000;
/** From so many days before its end on, it is said how many are left. */
const soon = 30;

/** Of the first certificate in a PEM text; undefined when it cannot be read. */
export function validityOf(pem: string): Validity | undefined {
  try {
    const { validFromDate: from, validToDate: to } = new X509Certificate(pem);
    return { from, to };
  } catch {
    return undefined;
  }
}

/** Of an authority told as several certificates: that of the one that lasts longest. */
export function validityOfBundle(pem: string): Validity | undefined {
  const all = (pem.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [])
    .map(validityOf)
    .filter((one) => one !== undefined);
  return all.sort((one, other) => other.to.getTime() - one.to.getTime())[0];
}

export function isValidAt({ from, to }: Validity, now: Date): boolean {
  return from <= now && now <= to;
}

/** `valid until 2027-03-01`, with a warning when that is soon, or what is wrong. */
export function describeValidity({ from, to }: Validity, now: Date): string {
  const date = (when: Date): string => when.toISOString().slice(0, 10);
  if (now > to) return `EXPIRED on ${date(to)}`;
  if (now < from) return `NOT VALID BEFORE ${date(from)}`;
  const left = Math.floor((to.getTime() - now.getTime()) / day);
  if (left > soon) return `valid until ${date(to)}`;
  return `valid until ${date(to)}, ${left < 1 ? 'less than a day' : left === 1 ? '1 day' : `${left} days`} FROM NOW`;
}
