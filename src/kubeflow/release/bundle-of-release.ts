import { type BundleEntry, writeBundle } from './bundle-file.ts';
import type { Release } from './release.ts';

/** The bundle of a loaded release, to carry to another machine: the same bytes that it was loaded from. */
export function bundleOfRelease({ name, version, components, objects }: Release): Buffer {
  const entries = objects.map(({ component, key, hash, json, serves }): BundleEntry => {
    const { apiVersion, kind, namespace, name: objectName } = key;
    return {
      component,
      apiVersion,
      kind,
      name: objectName,
      ...(namespace === undefined ? {} : { namespace }),
      hash,
      bytes: Buffer.byteLength(json),
      ...(serves === undefined ? {} : { serves }),
    };
  });
  return writeBundle(
    { name, version, components, objects: entries },
    objects.map(({ json }) => json),
  );
}
