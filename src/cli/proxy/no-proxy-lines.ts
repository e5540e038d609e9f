import { formatTable } from '../output/table.ts';

/** The whole list of what the nodes reach without the proxy, with reasons; no lines where no proxy is set. */
export function noProxyLines(
  entries: readonly { readonly entry: string; readonly reason: string }[] | undefined,
  width: number,
): string[] {
  if (entries === undefined) return [];
  return [
    '',
    formatTable(
      ['WITHOUT THE PROXY', 'BECAUSE'],
      entries.map(({ entry, reason }) => [entry, reason]),
      { width },
    ),
  ];
}
