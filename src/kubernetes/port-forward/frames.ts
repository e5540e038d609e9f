import { randomFillSync } from 'node:crypto';

/** Kinds of frames. Source: RFC 6455, section 5.2. */
export const frameKinds = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  readonly kind: number;
  readonly payload: Buffer;
}

/** A frame longer than this is no stream of Kubernetes: kubelets send at most 32 KiB at once. */
const longestFrame = 16 * 1024 * 1024;

/** One whole frame as a client sends it: masked, as the RFC demands. `lead` comes before the payload. */
export function encodeFrame(kind: number, payload: Uint8Array, lead: readonly number[] = []): Buffer {
  const length = payload.length + lead.length;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + 4 + length);
  frame[0] = 0x80 | kind;
  if (head === 2) frame[1] = 0x80 | length;
  else if (head === 4) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  randomFillSync(frame, head, 4);
  const begin = head + 4;
  frame.set(lead, begin);
  frame.set(payload, begin + lead.length);
  for (let i = 0; i < length; i++) frame[begin + i] = (frame[begin + i] ?? 0) ^ (frame[head + (i & 3)] ?? 0);
  return frame;
}

/** Cuts what a server sends into frames. `read` gives those that are whole by now; throws when it is no WebSocket stream. */
export function createFrameReader(): { read(chunk: Buffer): Frame[] } {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 2;

  return {
    read(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      // Not joined before a frame can be whole, so that a long frame is not copied for each of its pieces.
      if (size < wanted) return [];
      let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      const frames: Frame[] = [];
      for (;;) {
        const found = frameAt(rest);
        if ('wanted' in found) {
          wanted = found.wanted;
          break;
        }
        frames.push(found.frame);
        rest = rest.subarray(found.length);
      }
      chunks = rest.length === 0 ? [] : [rest];
      size = rest.length;
      return frames;
    },
  };
}

function frameAt(bytes: Buffer): { frame: Frame; length: number } | { wanted: number } {
  if (bytes.length < 2) return { wanted: 2 };
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return { wanted: head };
  if ((second & 0x80) !== 0 || (first & 0x70) !== 0) throw new Error('the server sends no WebSocket frames');
  const length = payloadLength(bytes, short);
  if (length > longestFrame) throw new Error('the server sends a frame that is too long');
  if (bytes.length < head + length) return { wanted: head + length };
  return { frame: { kind: first & 0x0f, payload: bytes.subarray(head, head + length) }, length: head + length };
}

/** The second byte says how long the payload is, or how many bytes say so. */
function payloadLength(bytes: Buffer, short: number): number {
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
}
