import type { Trust } from '../../../../src/api/contract.ts';
import type { ConnectionFlag } from '../../../../src/platforms/definition.ts';
import { quoted } from '../../../../src/installation/flags/quoted.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { inputOf, type ConnectionDraft } from './connection-draft.ts';

/** The command that saves the same connection in a terminal. Missing values are placeholders; the command prompts for the password. */
export function toConnectionCommand(draft: ConnectionDraft): string {
  const input = inputOf(draft);
  const flags = definitionOf(draft.platform).connection?.flags ?? [];
  return [
    'mla',
    'connection',
    'add',
    draft.platform,
    quote(draft.name, '<name>'),
    ...flags.flatMap((flag) => wordsOf(flag, input[flag.field])),
  ].join(' ');
}

function wordsOf(flag: ConnectionFlag, value: unknown): string[] {
  if (flag.from === 'password') return [];
  if (flag.from === 'trust') return wordsOfTrust(value as Trust);
  const [name = '', placeholder = ''] = flag.flag.split(' ');
  const text = typeof value === 'string' ? value : '';
  const isWanted = text !== '' || flag.from === 'file' || (flag.from === 'text' && flag.example !== undefined);
  // What is typed into other fields here is a secret: the command reads it from its file.
  return isWanted ? [name, quote(flag.from === 'text' ? text : '', placeholder)] : [];
}

function wordsOfTrust(trust: Trust): string[] {
  switch (trust.mode) {
    case 'system':
      return [];
    case 'fingerprint':
      return ['--fingerprint', quote(trust.sha256, '<fingerprint>')];
    case 'ca':
      return ['--ca', "'<authority.pem>'"];
    case 'insecure':
      return ['--insecure'];
  }
}

/** A word for a POSIX shell, which takes nothing in it for its own. */
function quote(text: string, placeholder: string): string {
  return quoted(text === '' ? placeholder : text);
}
