import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { type newUserFields, profileName, quota, quotaChange } from '../../api/contract.ts';
import { readContributions } from '../../api/users/contributions.ts';

/** The name of a Profile and its namespace. */
export function readNamespace(text: string): string {
  if (profileName.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    'A namespace has up to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.',
  );
}

/** Several of them, with commas between. */
export function readNamespaces(text: string): string[] {
  const names = text.split(',').map((one) => one.trim());
  if (names.every((one) => profileName.safeParse(one).success)) return names;
  throw new InvalidArgumentError('Write it as team,shop.');
}

/** Namespaces of others, each with a role. */
export function readRights(text: string): z.infer<typeof newUserFields>['contributes'] {
  const read = readContributions(text);
  if (read === undefined) throw new InvalidArgumentError('Write it as team or team:view.');
  return read;
}

/** Limits of a namespace: `cpu=8,memory=32Gi`. */
export function readQuota(text: string): Record<string, string> {
  return checked(quota, readPairs(text));
}

/** The same for a change, where `none` lifts a limit. */
export function readQuotaChange(text: string): Record<string, string | null> {
  const pairs = Object.entries(readPairs(text)).map(([key, value]) => [key, value === 'none' ? null : value]);
  return checked(quotaChange, Object.fromEntries(pairs));
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const [key] = issue?.path ?? [];
  throw new InvalidArgumentError(
    issue?.code === 'invalid_key'
      ? `Kubernetes has no quota for ${String(key)}. Use cpu, memory, requests.storage, requests.nvidia.com/gpu or the like.`
      : `The limit of ${String(key)} is ${issue?.message ?? 'wrong'}.`,
  );
}

function readPairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((part) => /^\s*([a-z][\w./-]*)=([\w.]+)\s*$/i.exec(part));
  if (pairs.some((pair) => pair === null)) throw new InvalidArgumentError('Write it as cpu=8,memory=32Gi.');
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}
