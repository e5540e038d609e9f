/** The proxy of a connection, as it is typed. */
export interface TypedProxy {
  readonly proxy: string;
  readonly proxyPassword: string;
}

export const noProxyTyped: TypedProxy = { proxy: '', proxyPassword: '' };

/** Empty fields are left out. */
export function proxyInput(typed: Partial<TypedProxy>): Partial<TypedProxy> {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ''));
}
