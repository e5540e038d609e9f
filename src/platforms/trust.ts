import { z } from 'zod';

export const trustModes = [
  z.object({ mode: z.literal('system') }),
  z.object({ mode: z.literal('ca'), certificate: z.string() }),
  z.object({ mode: z.literal('fingerprint'), sha256: z.string() }),
  z.object({ mode: z.literal('insecure') }),
] as const;

/** How the certificate at the other end of a connection is judged. */
export const trustInput = z.discriminatedUnion('mode', trustModes);
export type Trust = z.infer<typeof trustInput>;

/** Whether an address is free of names and passwords: addresses are stored, shown and told of in errors. */
export function holdsNoPassword(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}
