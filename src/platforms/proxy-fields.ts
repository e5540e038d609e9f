import { z } from 'zod';
import type { ConnectionFlag, FieldKind } from './definition.ts';

/** No path, no blanks, and no password: it has a field of its own, and a file for it on the command line. */
const address = /^(none|(https?|socks5h?):\/\/([^\s:/@]*@)?[^\s/@]+\/?)$/;

/** The proxy of a connection, in place of that of the environment. */
export const proxyFields = {
  /** `http://proxy.example:3128`, with a user if need be; `none` for no proxy. Is shown. */
  proxy: z
    .string()
    .refine(
      (text) => address.test(text) && (text === 'none' || URL.canParse(text)),
      'must be none or an address such as http://user@proxy:3128, without a password',
    )
    .optional(),
  proxyPassword: z.string().min(1).optional(),
};

export const proxyFieldKinds = { proxy: 'shown', proxyPassword: 'secret' } as const satisfies Record<string, FieldKind>;

export const proxyFlags = [
  {
    field: 'proxy',
    from: 'text',
    flag: '--proxy <url>',
    text: 'proxy of this connection, with a user if need be; none for no proxy (else that of the environment)',
  },
  {
    field: 'proxyPassword',
    from: 'secret-file',
    flag: '--proxy-password-file <file>',
    text: 'read the password of the proxy’s user from a file',
  },
] as const satisfies readonly ConnectionFlag<'proxy' | 'proxyPassword'>[];
