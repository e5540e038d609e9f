import { dump } from 'js-yaml';
import { isDeepStrictEqual } from 'node:util';
import { MlaError } from '../../errors/error.ts';
import { parseDexConfig, readDexConfig, type StaticPassword } from '../login/dex-config.ts';

const configMap = 'auth/dex';

/** The users with a password in Dex's settings, in their order. */
export function staticPasswordsIn(text: string): readonly StaticPassword[] {
  return readDexConfig(text).staticPasswords ?? [];
}

/** Dex's settings with other users, see `withDexSetting`. */
export function withStaticPasswords(text: string, users: readonly StaticPassword[]): string {
  return withDexSetting(text, 'staticPasswords', users);
}

/**
 * Dex's settings with another value of one key. Only its block is written
 * again; everything else keeps its letters, comments too. The same settings and
 * the same value always give the same text.
 * @throws `user.settingsUnreadable` where that cannot be done without changing anything else
 */
export function withDexSetting(text: string, key: string, value: unknown): string {
  const block = dump({ [key]: value }, { lineWidth: -1, noRefs: true });
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.replace(/["'\s]/g, '').startsWith(`${key}:`) && /^\S/.test(line));
  const after = first < 0 ? -1 : endOfBlock(lines, first);
  const before =
    first < 0
      ? withLineEnd(text)
      : lines
          .slice(0, first)
          .map((line) => `${line}\n`)
          .join('');
  const rest = after < 0 ? '' : lines.slice(after).join('\n');
  const changed = `${before}${block}${rest}`;
  refuseOtherChange({ text, changed, key, value });
  return changed;
}

/** The line at which the next key begins, with the comments right above it; -1 where there is none. */
function endOfBlock(lines: readonly string[], first: number): number {
  const next = lines.findIndex((line, index) => index > first && /^[^\s#-]/.test(line));
  return next < 0 ? -1 : lines.findLastIndex((line, index) => index < next && !line.startsWith('#')) + 1;
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function refuseOtherChange(given: { text: string; changed: string; key: string; value: unknown }): void {
  const before = parseDexConfig(given.text);
  if (before === undefined)
    throw new MlaError('user.settingsUnreadable', { configMap, reason: 'they are no YAML mapping' });
  if (!isDeepStrictEqual(parseDexConfig(given.changed), { ...before, [given.key]: given.value }))
    throw new MlaError('user.settingsUnreadable', { configMap, reason: `${given.key} is not a block of its own` });
}
