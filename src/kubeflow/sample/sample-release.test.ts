import { beforeAll, describe, expect, test } from 'vitest';
import type { Release } from '../release/release.ts';
import { sampleCatalogue } from './sample-catalogue.ts';
import { loadSampleRelease, sampleSource } from './sample-release.ts';

describe('the sample release', () => {
  let release: Release;
  beforeAll(async () => {
    release = await loadSampleRelease();
  });

  test('has every component of its catalogue, and each has objects', () => {
    expect(release.components.map((component) => component.name)).toEqual(sampleCatalogue.map((entry) => entry.name));
    for (const { name } of release.components)
      expect(release.objects.some((object) => object.component === name)).toBe(true);
  });

  test('lives in kinds and namespaces of its own, so that it can share a cluster with Kubeflow', () => {
    for (const { key } of release.objects) {
      if (key.namespace !== undefined) expect(key.namespace).toMatch(/^sample-/);
      else if (key.kind !== 'Workspace') expect(key.name).toMatch(/^sample-|\.sample\.mlanywhere\.dev$/);
    }
  });

  test('names images that no registry has, so that nobody takes it for something to run', () => {
    const images = release.objects.flatMap((object) =>
      [...object.json.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image),
    );
    expect(images.length).toBeGreaterThan(5);
    for (const image of images) expect(image).toMatch(/^sample\.mlanywhere\.dev\/[a-z-]+:1\.0\.0$/);
  });

  test('is found by its name, with or without its version, and by no other', async () => {
    expect(await sampleSource.load({ name: 'sample' })).toMatchObject({ digest: release.digest });
    expect(await sampleSource.load({ name: 'sample', version: release.version })).toMatchObject({
      digest: release.digest,
    });
    expect(await sampleSource.load({ name: 'sample', version: '26.03.1' })).toBeUndefined();
    expect(await sampleSource.load({ name: 'kubeflow' })).toBeUndefined();
  });
});
