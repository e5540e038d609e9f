import { z } from 'zod';
import type { ConnectionFlag, FieldKind } from './definition.ts';

const scheme = /^(https?|socks5h?):$/;

function isProxy(text: string): boolean {
  if (text === 'none') return true;
  const url = URL.parse(text);
  return url !== null && scheme.test(url.protocol) && url.hostname !== '' && url.pathname.replace('/', '') === '';
}

/** The proxy of a connection, in place of that of the environment. */
export const proxyFields = {
  /** `http://proxy.example:3128`, with a user if need be; `none` for no proxy. Is shown: the password is a field of its own. */
  proxy: z
    .string()
    .refine(isProxy, {
      message: 'must be the address of a proxy, such as http://proxy.example.com:3128, or none',
      abort: true,
    })
    .refine(
      (text) => (URL.parse(text)?.password ?? '') === '',
      'must not hold a password: it has a field of its own, and a file for it on the command line (--proxy-password-file)',
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
