import { z } from 'zod';
import type { ConnectionFlag, FieldKind } from './definition.ts';

/** No path, no blanks, and no password: it has a field of its own, and a file for it on the command line. */
const address = /^(none|(https?|socks5h?):\/\/([^\s:/@]*@)?[^\s/@]+\/?)$/;

/** Not a pattern of the schema: its error would repeat the text, which may be a key. */
const pem = /^(?![^]*PRIVATE KEY)[^]*-----BEGIN CERTIFICATE-----/;

/** A company has a few authorities, of some kilobytes each. */
const mostAuthorities = 128 * 1024;

/** The proxy of a connection, in place of that of the environment, and the authorities of one that inspects. */
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
  /** PEM. Trusted beside those of the server: for the certificate of the proxy, and of what is behind it unless that names its own authority. */
  authorities: z
    .string()
    .max(mostAuthorities)
    .refine((text) => pem.test(text), 'must be a certificate in PEM format')
    .optional(),
};

export const proxyFieldKinds = {
  proxy: 'shown',
  proxyPassword: 'secret',
  authorities: 'shown',
} as const satisfies Record<string, FieldKind>;

export const proxyFlags = [
  {
    field: 'proxy',
    from: 'text',
    flag: '--proxy <url>',
    text: 'proxy of this connection, with a user if need be; none for no proxy (else that of the environment)',
  },
  {
    field: 'proxyPassword',
    from: 'text-file',
    flag: '--proxy-password-file <file>',
    text: 'read the password of the proxy’s user from a file',
  },
  {
    field: 'authorities',
    from: 'text-file',
    flag: '--ca-file <file>',
    text: 'certificate authorities (PEM) to trust for this connection, such as that of a proxy that inspects',
  },
] as const satisfies readonly ConnectionFlag<'proxy' | 'proxyPassword' | 'authorities'>[];
