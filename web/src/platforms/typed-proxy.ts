/** The proxy of a connection, as it is typed. */
export interface TypedProxy {
  readonly proxy: string;
  readonly proxyPassword: string;
}

export const noProxyTyped: TypedProxy = { proxy: '', proxyPassword: '' };

/** Empty fields are left out. People leave out `http://`. */
export function proxyInput({ proxy = '', proxyPassword = '' }: Partial<TypedProxy>): Partial<TypedProxy> {
  const address = proxy.trim();
  return {
    ...(address !== '' && { proxy: address === 'none' || address.includes('://') ? address : `http://${address}` }),
    ...(proxyPassword !== '' && { proxyPassword }),
  };
}
