import { MlaError } from '../../errors/error.ts';
import type { KubernetesObject, ObjectKey } from '../../kubernetes/objects/object.ts';
import { type BundleEntry, readBundle } from './bundle-file.ts';
import { sha256 } from './canonical-json.ts';
import { windowOf } from '../releases/knowledge-of.ts';
import type { Release, ReleaseObject } from './release.ts';
import type { ServedKind } from './served-kind.ts';

/** `sha256:` and 64 hex digits over the bytes of a bundle. */
export function digestOf(bundle: Uint8Array): string {
  return `sha256:${sha256(bundle)}`;
}

/**
 * A release from the bytes of its bundle. Objects stay bytes until they are
 * asked for. Throws `release.digestDiffers` when the digest is another one than
 * expected, `release.unreadable` when the bundle is damaged.
 */
export function loadRelease(bundle: Uint8Array, expected: { digest?: string; origin?: string } = {}): Release {
  const { origin = 'the bundle' } = expected;
  const digest = digestOf(bundle);
  if (expected.digest !== undefined && expected.digest !== digest) {
    throw new MlaError('release.digestDiffers', { origin, expected: expected.digest, actual: digest });
  }
  const { header, lines } = readBundle(bundle, origin);
  const { name, version, components, kubernetes = windowOf(header) } = header;
  let start = 0;
  const objects = header.objects.map((entry) => {
    const object = new BundledObject(entry, lines.subarray(start, start + entry.bytes));
    start += entry.bytes + 1;
    return object;
  });
  return { name, version, digest, objectsDigest: sha256(lines), kubernetes, components, objects };
}

class BundledObject implements ReleaseObject {
  readonly key: ObjectKey;
  readonly component: string;
  readonly hash: string;
  readonly serves?: ServedKind;
  readonly #bytes: Buffer;
  #json: string | undefined;
  #object: KubernetesObject | undefined;

  constructor(entry: BundleEntry, bytes: Buffer) {
    const { apiVersion, kind, namespace, name } = entry;
    this.key = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    this.component = entry.component;
    this.hash = entry.hash;
    if (entry.serves !== undefined) this.serves = entry.serves;
    this.#bytes = bytes;
  }

  get json(): string {
    this.#json ??= this.#bytes.toString('utf8');
    return this.#json;
  }

  get object(): KubernetesObject {
    this.#object ??= JSON.parse(this.json) as KubernetesObject;
    return this.#object;
  }
}
