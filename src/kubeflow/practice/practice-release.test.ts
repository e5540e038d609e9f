import { beforeAll, describe, expect, test } from 'vitest';
import type { Release } from '../release/release.ts';
import { practiceCatalogue } from './practice-catalogue.ts';
import { loadPracticeRelease, practiceSource } from './practice-release.ts';

describe('the practice release', () => {
  let release: Release;
  beforeAll(async () => {
    release = await loadPracticeRelease();
  });

  test('has every component of its catalogue, and each has objects', () => {
    expect(release.components.map((component) => component.name)).toEqual(practiceCatalogue.map((entry) => entry.name));
    for (const { name } of release.components)
      expect(release.objects.some((object) => object.component === name)).toBe(true);
  });

  test('lives in kinds and namespaces of its own, so that it can share a cluster with Kubeflow', () => {
    for (const { key } of release.objects) {
      if (key.namespace !== undefined) expect(key.namespace).toMatch(/^practice-/);
      else if (key.kind !== 'Workspace') expect(key.name).toMatch(/^practice-|\.practice\.mlanywhere\.dev$/);
    }
  });

  test('names images that no registry has, so that nobody takes it for something to run', () => {
    const images = release.objects.flatMap((object) =>
      [...object.json.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image),
    );
    expect(images.length).toBeGreaterThan(5);
    for (const image of images) expect(image).toMatch(/^practice\.mlanywhere\.dev\/[a-z-]+:1\.0\.0$/);
  });

  test('is found by its name, with or without its version, and by no other', async () => {
    expect(await practiceSource.load({ name: 'practice' })).toMatchObject({ digest: release.digest });
    expect(await practiceSource.load({ name: 'practice', version: release.version })).toMatchObject({
      digest: release.digest,
    });
    expect(await practiceSource.load({ name: 'practice', version: '26.03.1' })).toBeUndefined();
    expect(await practiceSource.load({ name: 'kubeflow' })).toBeUndefined();
  });
});
