import { z } from 'zod';

export const trustModes = [
  z.object({ mode: z.literal('system') }),
  z.object({ mode: z.literal('ca'), certificate: z.string() }),
  z.object({ mode: z.literal('fingerprint'), sha256: z.string() }),
  z.object({ mode: z.literal('insecure') }),
] as const;

/** How the server's certificate is checked. */
export const trustInput = z.discriminatedUnion('mode', trustModes);
export type Trust = z.infer<typeof trustInput>;

/** Whether an address has no user and password. Addresses are stored, and shown in errors. */
export function holdsNoPassword(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}
