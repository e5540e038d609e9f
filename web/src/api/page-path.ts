/**
 * Where the pages begin: `/`, or for example `/tools/mla/`. The server writes it
 * into the page; in development, and in tests without a page, it is the root.
 */
export const pagePath: string = readPagePath();

function readPagePath(): string {
  if (typeof document === 'undefined') return '/';
  const given = document.querySelector<HTMLMetaElement>('meta[name="mla-path"]')?.content ?? '';
  return given.startsWith('/') ? given : '/';
}
