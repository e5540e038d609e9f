/** First lines of the files in which OpenSSH, OpenSSL and PuTTY keep private keys. */
const privateKey = /PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:/;

/** An installation is stored in the clear and shown to everybody who may see it: no private key gets that far. */
export function isPrivateKey(text: string): boolean {
  return privateKey.test(text);
}
