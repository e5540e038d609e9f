import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A command of a page, as its reader copies it. */
export interface PageCommand {
  /** Without the comment behind it. */
  readonly command: string;
  /** Lines that the page says it prints. */
  readonly prints: readonly string[];
  readonly line: number;
}

/** Commands of a page of `docs/`, in their order. */
export async function readPage(page: string): Promise<PageCommand[]> {
  return commandsOf(await readFile(join(import.meta.dirname, '../../docs', page), 'utf8'));
}

/**
 * Commands of all blocks `sh`. A block `text` is what the last command before it prints. A line that ends in `\`
 * continues; a comment says something to the reader only.
 */
export function commandsOf(markdown: string): PageCommand[] {
  const commands: PageCommand[] = [];
  for (const { language, text, line } of blocksOf(markdown)) {
    if (language === 'sh') commands.push(...commandsIn(text, line));
    const last = commands.at(-1);
    if (language === 'text' && last !== undefined)
      commands.splice(-1, 1, { ...last, prints: [...last.prints, ...text.split('\n').filter((one) => one.trim())] });
  }
  return commands;
}

interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its first line of text. */
  readonly line: number;
}

function blocksOf(markdown: string): Block[] {
  const fence = /^( *)```(\w*)[^\n]*\n(.*?)^\1```$/gms;
  return [...markdown.matchAll(fence)].map(({ index, 2: language = '', 3: text = '' }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
}

function commandsIn(text: string, firstLine: number): PageCommand[] {
  const found: PageCommand[] = [];
  let begun = '';
  for (const [index, line] of text.split('\n').entries()) {
    begun += line.replace(/\\$/, ' ');
    if (line.endsWith('\\')) continue;
    const command = begun
      .replace(/(^|\s)#.*$/, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (command !== '') found.push({ command, prints: [], line: firstLine + index });
    begun = '';
  }
  return found;
}
