import type { z } from 'zod';

/** The part of an installation that this looks at. */
interface WithKey {
  readonly spec: { readonly cluster: { readonly platform: string; readonly ccp?: { readonly sshKey: string } } };
}

/** First lines of the files in which OpenSSH, OpenSSL and PuTTY keep private keys. */
const privateKey = /PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:/;

/** An installation is stored in the clear and shown to everybody who may see it: no private key gets that far. */
export function refusePrivateKey({ spec: { cluster } }: WithKey, context: z.RefinementCtx): void {
  if (!privateKey.test(cluster.ccp?.sshKey ?? '')) return;
  context.addIssue({
    code: 'custom',
    path: ['spec', 'cluster', 'ccp', 'sshKey'],
    message: 'must be the public key (the .pub file), and what was given is the private one',
  });
}
