/** The `Authorization` for user and password in an address; undefined when it holds none. */
export function basicLogin(address: URL): string | undefined {
  if (address.username === '' && address.password === '') return undefined;
  return `Basic ${Buffer.from(`${decoded(address.username)}:${decoded(address.password)}`).toString('base64')}`;
}

/** A part of a URL as it was meant: percent signs that encode nothing are ordinary characters of a password. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
