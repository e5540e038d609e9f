/** A certificate is public; a key that was pasted with it is not. */
export function withoutKey(value: unknown): unknown {
  return typeof value === 'string' && value.includes('PRIVATE KEY') ? undefined : value;
}

/** In the addresses of login services. */
export function withoutUserInfos(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one: object) => ('issuer' in one ? { ...one, issuer: withoutUserInfo(one.issuer) } : one));
}

/** An address without a user name and password. */
export function withoutUserInfo(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\/\/[^/@]*@/, '//') : value;
}
