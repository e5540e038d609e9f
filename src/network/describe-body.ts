/**
 * A body in place of its text, for an answer that is not in the form of whom we
 * asked: whoever may name an address must not read with it what answers there.
 */
export function describeBody({ contentType, text }: { contentType: string; text: string }): string {
  if (text.trim() === '') return 'no reason given';
  const type = /^[a-z]+\/[a-z0-9.+-]{1,60}/i.exec(contentType.trim())?.[0].toLowerCase() ?? 'no content type';
  return `its text is not repeated here (${type}, ${Buffer.byteLength(text)} bytes)`;
}
