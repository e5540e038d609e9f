import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { keyOf, keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { kubeflowVersions, loadTestRelease, renderedFilesOf } from '../testing/releases.fixture.ts';
import { canonicalJson } from './canonical-json.ts';

const kubectl = 'kubectl';
const hasKubectl = spawnSync(kubectl, ['version', '--client']).status === 0;

/** Objects of a YAML file as kubectl reads them: `annotate --local` prints them as JSON without asking any cluster. */
function readWithKubectl(path: string): KubernetesObject[] {
  const { stdout } = spawnSync(
    kubectl,
    ['annotate', '--local', '-f', path, '--dry-run=client', '-o', 'json', 'none-'],
    { maxBuffer: 2 ** 28 },
  );
  const documents = stdout
    .toString()
    .trim()
    .replaceAll(/\n\}\n\{\n/g, '\n},{\n');
  return JSON.parse(`[${documents}]`) as KubernetesObject[];
}

/** `annotate` leaves an empty map of annotations where there was none. */
function withAnnotations(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { annotations: {}, ...object.metadata } };
}

describe.runIf(hasKubectl).each(kubeflowVersions)('the bundle of %s', (version) => {
  test('holds every object exactly as kubectl reads it', async () => {
    const release = await loadTestRelease(version);
    const ours = new Map(release.objects.map((object) => [keyText(object.key), object]));
    const theirs = renderedFilesOf(version).flatMap(readWithKubectl);
    expect(theirs).toHaveLength(release.objects.length);
    const different = theirs.filter((object) => {
      const mine = ours.get(keyText(keyOf(object)));
      return (
        mine === undefined || canonicalJson(withAnnotations(mine.object)) !== canonicalJson(withAnnotations(object))
      );
    });
    expect(different.map((object) => keyText(keyOf(object)))).toEqual([]);
  });
});
