import { createHash } from 'node:crypto';
import { MlaError } from '../../../errors/error.ts';
import { readSshPublicKey, type SshKeyProblem } from '../../../installation/ssh-public-key.ts';

/** An OpenSSH public key, checked. */
export interface CheckedSshKey {
  /** One line: type, key, comment. */
  readonly text: string;
  readonly type: string;
  /** As `ssh-keygen -l` shows it: `SHA256:…`. */
  readonly fingerprint: string;
}

/** Reads the line of a `.pub` file. @throws `ccp.badSshKey` */
export function parseSshPublicKey(given: string): CheckedSshKey {
  const read = readSshPublicKey(given);
  if ('problem' in read) throw new MlaError('ccp.badSshKey', { reason: sayProblem(read) });
  const digest = createHash('sha256').update(read.bytes).digest('base64').replace(/=+$/, '');
  return { text: read.text, type: read.type, fingerprint: `SHA256:${digest}` };
}

function sayProblem(read: SshKeyProblem): string {
  switch (read.problem) {
    case 'private':
      return 'it is a private key; only the public one may leave your machine';
    case 'lines':
      return 'it has more than one line';
    case 'shape':
    case 'type':
      return `it begins with "${read.begins}", not with a key type such as ssh-ed25519`;
    case 'damaged':
      return 'its middle part is cut off or damaged';
  }
}
