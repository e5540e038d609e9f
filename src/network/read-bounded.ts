/** A server sent more than any expected answer. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
  constructor(limit: number) {
    super(`it sends more than ${describeSize(limit)}`);
  }
}

/**
 * The whole body. Stops reading and closes the connection at `limit` bytes, so that a server cannot fill the
 * memory.
 */
export async function readBounded(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > limit) throw new TooMuch(limit);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function describeSize(bytes: number): string {
  const mebibyte = 1024 * 1024;
  return bytes >= mebibyte ? `${Math.floor(bytes / mebibyte)} MiB` : `${bytes} bytes`;
}
