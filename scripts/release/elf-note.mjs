// @ts-check
// Puts a note into an ELF executable (64 bits, little-endian), where Node looks for the program that it carries.

const programHeaderBytes = 56;
const types = { load: 1, note: 4, programHeaders: 6 };
const readable = 4;
// Pages of ARM64 can have 64 KiB.
const page = 0x10000;
const roundUp = (/** @type {number} */ value, /** @type {number} */ step) => Math.ceil(value / step) * step;

/**
 * @typedef {object} Segment
 * @property {number} type
 * @property {number} flags
 * @property {number} offset in the file
 * @property {number} address in memory
 * @property {number} fileBytes
 * @property {number} memoryBytes
 * @property {number} alignment
 */

/**
 * The executable with the note in a segment of its own at the end. The table of segments moves there too, because it grows by two.
 * @param {Buffer} executable
 * @param {{ name: string, content: Uint8Array }} note
 * @returns {Buffer}
 */
export function addElfNote(executable, note) {
  if (executable.readUInt32BE(0) !== 0x7f454c46 || executable[4] !== 2 || executable[5] !== 1)
    throw new Error('This is no ELF file of 64 bits, little-endian.');
  const segments = readSegments(executable);
  const loaded = segments.filter(({ type }) => type === types.load);
  const [first] = loaded;
  if (first === undefined) throw new Error('The executable loads nothing.');
  // Linux before 5.18 computes the table's address from its offset, as if all of the file were at one distance.
  const distance = first.address - first.offset;
  const endInMemory = Math.max(...loaded.map(({ address, memoryBytes }) => address + memoryBytes));
  const offset = roundUp(Math.max(executable.length, endInMemory - distance), page);
  const tableBytes = (segments.length + 2) * programHeaderBytes;
  const noteBytes = writeNote(note);
  const noteOffset = roundUp(tableBytes, 8);
  const place = (/** @type {number} */ start, /** @type {number} */ bytes) => ({
    flags: readable,
    offset: offset + start,
    address: offset + start + distance,
    fileBytes: bytes,
    memoryBytes: bytes,
  });
  const table = [
    ...segments.map((segment) =>
      segment.type === types.programHeaders ? { ...segment, ...place(0, tableBytes) } : segment,
    ),
    { type: types.load, alignment: page, ...place(0, noteOffset + noteBytes.length) },
    { type: types.note, alignment: 4, ...place(noteOffset, noteBytes.length) },
  ];
  const result = Buffer.alloc(offset + noteOffset + noteBytes.length);
  executable.copy(result);
  result.writeBigUInt64LE(BigInt(offset), 32);
  result.writeUInt16LE(table.length, 56);
  table.forEach((segment, index) => writeSegment(result, offset + index * programHeaderBytes, segment));
  noteBytes.copy(result, offset + noteOffset);
  return result;
}

/**
 * @param {Buffer} file
 * @returns {Segment[]}
 */
function readSegments(file) {
  const start = Number(file.readBigUInt64LE(32));
  const number = (/** @type {number} */ at) => Number(file.readBigUInt64LE(at));
  return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = start + index * programHeaderBytes;
    return {
      type: file.readUInt32LE(at),
      flags: file.readUInt32LE(at + 4),
      offset: number(at + 8),
      address: number(at + 16),
      fileBytes: number(at + 32),
      memoryBytes: number(at + 40),
      alignment: number(at + 48),
    };
  });
}

/**
 * @param {Buffer} file
 * @param {number} at
 * @param {Segment} segment
 */
function writeSegment(file, at, { type, flags, offset, address, fileBytes, memoryBytes, alignment }) {
  file.writeUInt32LE(type, at);
  file.writeUInt32LE(flags, at + 4);
  // The physical address, which no Linux uses, is the same as the other.
  [offset, address, address, fileBytes, memoryBytes, alignment].forEach((value, index) =>
    file.writeBigUInt64LE(BigInt(value), at + 8 + index * 8),
  );
}

/** @param {{ name: string, content: Uint8Array }} note */
function writeNote({ name, content }) {
  const title = Buffer.from(`${name}\0`);
  const note = Buffer.alloc(12 + roundUp(title.length, 4) + roundUp(content.length, 4));
  note.writeUInt32LE(title.length, 0);
  note.writeUInt32LE(content.length, 4);
  title.copy(note, 12);
  note.set(content, 12 + roundUp(title.length, 4));
  return note;
}
