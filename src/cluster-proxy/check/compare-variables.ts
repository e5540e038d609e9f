import { createHash } from 'node:crypto';
import type { ProxySetting } from '../../api/contract.ts';

/** The value of a variable where it is known whole, else what a probe tells of it. */
export type FoundVariable = string | { readonly digest: string; readonly start: string };

/** How much of another value is shown, in characters. */
const shownOf = 80;

/**
 * Compares variables with those that are wanted, each spelling by itself. A variable in capitals or small letters that is
 * found and not wanted counts too where it names a proxy: a program that reads it goes another way.
 */
export function compareVariables(
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, FoundVariable>>,
): ProxySetting[] {
  const compared = Object.entries(wanted).map(([name, value]): ProxySetting => {
    const there = found[name];
    if (there === undefined || there === '') return { name, state: 'missing' };
    return isSame(there, value) ? { name, state: 'set' } : { name, state: 'different', found: startOf(there) };
  });
  const others = Object.entries(found).flatMap(([name, there]): ProxySetting[] =>
    /^(https?|all)_proxy$/i.test(name) && !(name in wanted) && there !== ''
      ? [{ name, state: 'different', found: startOf(there) }]
      : [],
  );
  return [...compared, ...others];
}

/**
 * The same for the container of a node: its tool writes one spelling or both, and adds entries of its own to what is
 * reached without the proxy.
 */
export function compareContainer(
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): ProxySetting[] {
  const names = [...new Set(Object.keys(wanted).map((name) => name.toUpperCase()))];
  return names.map((name): ProxySetting => {
    const value = wanted[name] ?? '';
    const there = found[name] ?? found[name.toLowerCase()] ?? '';
    if (there === '') return { name, state: 'missing' };
    const entries = new Set(there.split(','));
    const lacking = name === 'NO_PROXY' ? value.split(',').filter((entry) => !entries.has(entry)) : [];
    if (name === 'NO_PROXY' ? lacking.length === 0 : there === value) return { name, state: 'set' };
    const shown = lacking.length > 0 ? `without ${lacking.slice(0, 5).join(', ')}` : startOf(there);
    return { name, state: 'different', found: shown };
  });
}

function isSame(found: FoundVariable, wanted: string): boolean {
  return typeof found === 'string'
    ? found === wanted
    : found.digest === createHash('sha256').update(wanted).digest('hex');
}

/** Without the user and the password that a proxy can have. A probe leaves them out itself, before it cuts. */
function startOf(found: FoundVariable): string {
  const text = typeof found === 'string' ? found.replaceAll(/\/\/[^/@\s]*@/g, '//…@') : found.start;
  return text.length > shownOf ? `${text.slice(0, shownOf)}…` : text;
}
