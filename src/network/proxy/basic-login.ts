/** The `Authorization` for user and password in an address; undefined when it holds none. */
export function basicLogin(address: URL): string | undefined {
  if (address.username === '' && address.password === '') return undefined;
  return `Basic ${Buffer.from(`${decoded(address.username)}:${decoded(address.password)}`).toString('base64')}`;
}

/** Decodes a part of a URL. A percent sign that encodes nothing is an ordinary character of a password. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
