/** Names of components as they are typed, with commas between; `all` among them means all. */
export function splitNames(text: string): 'all' | string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.includes('all') ? 'all' : names;
}
