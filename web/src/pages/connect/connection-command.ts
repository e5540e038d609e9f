import { withScheme, type ConnectionDraft } from './connection-draft.ts';

/** The command that saves the same connection from a terminal. What is not typed yet stands there as a placeholder; the password is asked for, never an argument. */
export function toConnectionCommand(draft: ConnectionDraft): string {
  const words = [
    'mla',
    'connection',
    'add',
    draft.platform,
    quote(draft.name, '<name>'),
    ...(draft.platform === 'ccp' ? ccpFlags(draft) : existingFlags(draft)),
  ];
  return words.join(' ');
}

function ccpFlags({ address, username, trust }: ConnectionDraft): string[] {
  const flags = ['--address', quote(withScheme(address.trim()), '<address>'), '--username', quote(username, '<user>')];
  switch (trust.mode) {
    case 'system':
      return flags;
    case 'fingerprint':
      return [...flags, '--fingerprint', quote(trust.sha256, '<fingerprint>')];
    case 'ca':
      return [...flags, '--ca', "'<authority.pem>'"];
    case 'insecure':
      return [...flags, '--insecure'];
  }
}

/** A pasted kubeconfig is a secret: the command reads it from its file. */
function existingFlags({ context }: ConnectionDraft): string[] {
  return ['--kubeconfig', quote('', '<kubeconfig file>'), ...(context === '' ? [] : ['--context', quote(context, '')])];
}

/** A word for a POSIX shell, which takes nothing in it for its own. */
function quote(text: string, placeholder: string): string {
  const word = text === '' ? placeholder : text;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
