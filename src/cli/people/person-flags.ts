import { InvalidArgumentError } from 'commander';
import { type Role, roles } from '../../api/principal.ts';

/** A role by its name. */
export function readRole(text: string): Role {
  const found = roles.find((one) => one === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Roles are ${roles.join(', ')}.`);
}

export function readScope(text: string): 'all' | 'granted' {
  if (text === 'all' || text === 'granted') return text;
  throw new InvalidArgumentError('Scopes are all and granted.');
}

/** Names with commas between. */
export function readNames(text: string): string[] {
  return text.split(',').map((one) => one.trim());
}

/** A number of days. The server has the limits. */
export function readDays(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number of days, for example 30.');
}
