/** An address for a message about it. What can be a user and password, before an `@` or in a query, is not repeated. */
export function withoutPassword(text: string): string {
  return text.replace(/^(\s*[a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1[secret]@').replace(/\?.+$/s, '?[secret]');
}
