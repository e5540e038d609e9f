import { readSshPublicKey, type SshKeyProblem } from '../../../../src/installation/ssh-public-key.ts';
import { sshKeyWords } from './words.ts';

/** What a public key says about itself. */
export interface SshKey {
  readonly type: string;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  readonly comment: string;
}

/** Reads an OpenSSH public key; what is wrong with it in words. */
export async function readSshKey(text: string): Promise<SshKey | { readonly problem: string }> {
  const read = readSshPublicKey(text);
  if ('problem' in read) return { problem: sayProblem(read) };
  const { type, bytes, comment } = read;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return { type, fingerprint: `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, '')}`, comment };
}

function sayProblem(read: SshKeyProblem): string {
  switch (read.problem) {
    case 'private':
      return sshKeyWords.private;
    case 'lines':
    case 'shape':
      return sshKeyWords.shape;
    case 'type':
      return sshKeyWords.type(read.begins);
    case 'damaged':
      return sshKeyWords.damaged;
  }
}
