import { unescaped } from './explain.ts';

/** A form of a page: where it goes, how, and what it holds already. */
export interface Form {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** The first form whose text has these words. */
export function findForm(html: string, holds: RegExp): Form | undefined {
  for (const [, attributes = '', inside = ''] of html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)) {
    if (!holds.test(attributes + inside)) continue;
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/gis)].map(
      ([, input = '']) => [attribute(input, 'name'), attribute(input, 'value')] as const,
    );
    return { action: attribute(attributes, 'action'), fields: new Map(inputs.filter(([name]) => name !== '')) };
  }
  return undefined;
}

/** Where the first link with such an address leads. */
export function findLink(html: string, holds: RegExp): string | undefined {
  const links = [...html.matchAll(/<a\b([^>]*)>/gis)].map(([, attributes = '']) => attribute(attributes, 'href'));
  return links.find((address) => holds.test(address));
}

function attribute(text: string, name: string): string {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(text);
  return unescaped(found?.[1] ?? found?.[2] ?? '');
}
