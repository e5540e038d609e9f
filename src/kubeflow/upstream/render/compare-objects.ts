import { createHash } from 'node:crypto';
import { MlaError } from '../../../errors/error.ts';
import { readBundle } from '../../release/bundle-file.ts';
import { buildBundle, type RenderedFile } from '../../release/build-release.ts';
import type { ReleasePins } from '../../releases/known-release.ts';

/** The error that names the components whose objects are not the known ones, and the files they may come from. */
export function compareObjects(given: {
  files: readonly RenderedFile[];
  known: ReleasePins;
  addresses: readonly string[];
  digest: string;
}): MlaError {
  const { files, known, addresses, digest } = given;
  const different = known.components.filter(({ digest: expected }, index) => {
    const file = files[index];
    return file === undefined || digestOfFile(file, known.version) !== expected;
  });
  return new MlaError('release.objectsDiffer', {
    release: known.version,
    components: different.map(({ path }) => path).join(', ') || 'the order of components',
    addresses: addresses.join(', ') || 'none',
    expected: known.objects[0],
    actual: digest,
  });
}

function digestOfFile(file: RenderedFile, version: string): string {
  const { lines } = readBundle(buildBundle([file], { version }), file.name);
  return createHash('sha256').update(lines).digest('hex');
}
