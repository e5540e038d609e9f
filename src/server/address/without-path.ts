/**
 * The target of a request without the path that the server has in public. A
 * proxy may have taken the path away already: then nothing changes, because
 * `readBaseUrl` refuses paths that look like one of the server's own.
 */
export function withoutPath(target: string, path: string): string {
  if (target.startsWith(path)) return `/${target.slice(path.length)}`;
  const [own = '', query] = target.split('?', 2);
  return `${own}/` === path ? `/${query === undefined ? '' : `?${query}`}` : target;
}
