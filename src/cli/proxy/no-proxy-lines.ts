import { formatTable } from '../output/table.ts';

/** The whole list of what nodes or pods reach without the proxy, with reasons; no lines where they use none. */
export function noProxyLines(
  whose: 'NODES' | 'PODS',
  entries: readonly { readonly entry: string; readonly reason: string }[] | undefined,
  width: number,
): string[] {
  if (entries === undefined || entries.length === 0) return [];
  return [
    '',
    formatTable(
      [`${whose} WITHOUT THE PROXY`, 'BECAUSE'],
      entries.map(({ entry, reason }) => [entry, reason]),
      { width },
    ),
  ];
}
