/** From `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds known texts within other texts. */
export interface SecretSearch {
  /** Texts shorter than `shortestFound` are ignored. */
  add(text: string): void;
  /** In any order; they can overlap. */
  find(text: string): Span[];
}

/** In characters. Shorter texts appear by chance. */
export const shortestFound = 8;
/** Longer texts are searched in pieces of this length, so that each position is compared with a bounded number of characters. */
const longestPiece = 64;

/**
 * No regular expression, no tree: every piece is stored under its first eight
 * characters and its length. Adding a text costs its length, and searching one
 * costs its length times a constant, however many texts are known.
 */
export function createSecretSearch(): SecretSearch {
  const pieces = new Map<string, Map<number, Set<string>>>();
  // Rules out most positions by three of their characters.
  const mayBegin = new Uint8Array(1 << 16);

  const addPiece = (piece: string): void => {
    mayBegin[fingerprint(piece, 0)] = 1;
    const head = piece.slice(0, shortestFound);
    const byLength = pieces.get(head) ?? new Map<number, Set<string>>();
    pieces.set(head, byLength);
    const known = byLength.get(piece.length) ?? new Set();
    byLength.set(piece.length, known.add(piece));
  };

  return {
    add(text) {
      for (const piece of piecesOf(text)) addPiece(piece);
    },
    find(text) {
      const spans: Span[] = [];
      for (let start = 0; start + shortestFound <= text.length; start += 1) {
        if (mayBegin[fingerprint(text, start)] === 0) continue;
        const byLength = pieces.get(text.slice(start, start + shortestFound));
        for (const [length, known] of byLength ?? []) {
          if (known.has(text.slice(start, start + length))) spans.push({ start, end: start + length });
        }
      }
      return spans;
    },
  };
}

/** The text itself, or pieces that cover it, so that a truncated copy is still found. */
function piecesOf(text: string): string[] {
  if (text.length < shortestFound) return [];
  if (text.length <= longestPiece) return [text];
  const whole = Array.from({ length: Math.floor(text.length / longestPiece) }, (_, index) =>
    text.slice(index * longestPiece, (index + 1) * longestPiece),
  );
  return [...whole, text.slice(-longestPiece)];
}

function fingerprint(text: string, at: number): number {
  return ((text.charCodeAt(at) * 31) ^ (text.charCodeAt(at + 3) * 17) ^ text.charCodeAt(at + 7)) & 0xffff;
}
