/** The proxy of a connection, and the authority of one that inspects, as they are typed. */
export interface TypedProxy {
  readonly proxy: string;
  readonly proxyPassword: string;
  readonly authorities: string;
}

export const noProxyTyped: TypedProxy = { proxy: '', proxyPassword: '', authorities: '' };

/** Empty fields are left out. */
export function proxyInput(typed: Partial<TypedProxy>): Partial<TypedProxy> {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ''));
}
