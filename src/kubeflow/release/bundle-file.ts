import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import type { ObjectKey } from '../../kubernetes/objects/object.ts';
import type { ReleaseComponent } from './release.ts';
import type { ServedKind } from './served-kind.ts';

/*
 * A bundle is gzip over lines: a header, then one object a line in the order
 * of the header. The header says where each object starts, so loading parses no objects.
 */

const bundleFormat = 'mlanywhere-release/1';

/** Far above any Kubeflow release (7 MB); a file that unpacks to more is not one. */
const maximumUnpackedBytes = 256 * 1024 * 1024;

/** First line of a bundle. */
export interface BundleHeader {
  readonly format: string;
  readonly name: string;
  readonly version: string;
  /** The Kubernetes versions that it is made for, where the bundle says so. */
  readonly kubernetes?: KubernetesWindow;
  readonly components: readonly ReleaseComponent[];
  readonly objects: readonly BundleEntry[];
}

/** One object as the header lists it. */
export interface BundleEntry extends ObjectKey {
  readonly component: string;
  /** sha256 of the object's line without its line end. */
  readonly hash: string;
  /** Length of that line in bytes. */
  readonly bytes: number;
  readonly serves?: ServedKind;
}

/** The bytes of a bundle: the same content gives the same bytes on every machine with this Node version. */
export function writeBundle(header: Omit<BundleHeader, 'format'>, lines: readonly string[]): Buffer {
  const text = [JSON.stringify({ format: bundleFormat, ...header }), ...lines, ''].join('\n');
  const file = gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
  file[operatingSystemByte] = unknownOperatingSystem;
  return file;
}

/** RFC 1952: byte 9 names the operating system that packed the file, which must not matter here. */
const operatingSystemByte = 9;
const unknownOperatingSystem = 255;

/** Header and the bytes of the object lines. Throws `release.unreadable` when the bytes are not a whole bundle. */
export function readBundle(file: Uint8Array, origin: string): { header: BundleHeader; lines: Buffer } {
  const content = unpack(file, origin);
  const end = content.indexOf('\n');
  const header = readHeader(content.toString('utf8', 0, Math.max(end, 0)), origin);
  const lines = content.subarray(end + 1);
  const expected = header.objects.reduce((sum, entry) => sum + entry.bytes + 1, 0);
  if (lines.length !== expected) {
    throw new MlaError('release.unreadable', {
      origin,
      reason: `it has ${lines.length} bytes of objects where ${expected} are announced`,
    });
  }
  return { header, lines };
}

function unpack(file: Uint8Array, origin: string): Buffer {
  try {
    return gunzipSync(file, { maxOutputLength: maximumUnpackedBytes });
  } catch (error) {
    throw new MlaError('release.unreadable', { origin, reason: 'it cannot be unpacked' }, { cause: error });
  }
}

function readHeader(line: string, origin: string): BundleHeader {
  let header: Partial<BundleHeader>;
  try {
    header = JSON.parse(line) as Partial<BundleHeader>;
  } catch (error) {
    throw new MlaError('release.unreadable', { origin, reason: 'its first line is not a header' }, { cause: error });
  }
  if (header.format !== bundleFormat) {
    throw new MlaError('release.unreadable', {
      origin,
      reason: `its format is ${header.format ?? 'not named'}, this version reads ${bundleFormat}`,
    });
  }
  if (!header.name || !header.version || !Array.isArray(header.components) || !Array.isArray(header.objects)) {
    throw new MlaError('release.unreadable', { origin, reason: 'its header is incomplete' });
  }
  const { lowest, highest } = header.kubernetes ?? { lowest: '1.0', highest: '1.0' };
  if (![lowest, highest].every((minor) => /^1\.\d+$/.test(minor)))
    throw new MlaError('release.unreadable', { origin, reason: 'its window of Kubernetes versions is damaged' });
  return header as BundleHeader;
}
