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
  switch (flag.from) {
    case 'text': {
      const [name = '', placeholder = ''] = flag.flag.split(' ');
      if (typeof value === 'string' && value !== '') return [name, quote(value, placeholder)];
      return flag.example === undefined ? [] : [name, quote('', placeholder)];
    }
    // What is pasted here is a secret: the command reads it from its file.
    case 'file': {
      const [name = '', placeholder = ''] = flag.flag.split(' ');
      return [name, quote('', placeholder)];
    }
    case 'trust':
      return wordsOfTrust(value as Trust);
    case 'secret-file':
      return value === undefined || value === '' ? [] : flag.flag.split(' ').map((word) => quote(word, ''));
    case 'password':
      return [];
  }
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
