import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildBundle, buildRelease, readRenderedFiles } from '../release/build-release.ts';
import { kubeflowParts } from '../release/component-catalogue.ts';
import { bundleOfRelease } from '../release/bundle-of-release.ts';
import { loadRelease } from '../release/load-release.ts';
import { compareMinors, oldestUseful } from '../../installation/kubernetes-window.ts';
import { releaseOf } from '../testing/releases.fixture.ts';
import { catalogueOf } from './catalogue-of.ts';
import { isVerified } from './is-verified.ts';
import { knowledgeOf, windowOf } from './knowledge-of.ts';
import { knownReleases } from './known-releases.ts';
import { refuseIncomplete } from './refuse-incomplete.ts';

const releasePath = process.env['MLA_RELEASE_PATH'];

describe.each(knownReleases)('Kubeflow $version', ({ version, components, objects }) => {
  test('names only parts of Kubeflow', () => {
    const names = kubeflowParts.map(({ name }) => name);
    expect(components.map(({ component }) => component).filter((name) => !names.includes(name))).toEqual([]);
  });

  test.skipIf(releasePath === undefined)(
    'is verified when its rendered objects are the known ones, and only then',
    async () => {
      const files = await readRenderedFiles(join(releasePath!, version));
      const release = loadRelease(buildBundle(files, { version }));
      expect(objects).toContain(release.objectsDigest);
      expect(isVerified(release)).toBe(true);
      const changed = files.map((file, index) =>
        index === 0
          ? { ...file, text: `${file.text}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one-more}\n` }
          : file,
      );
      expect(isVerified(loadRelease(buildBundle(changed, { version })))).toBe(false);
      expect(isVerified({ ...release, version: '99' })).toBe(false);
    },
  );

  test.skipIf(releasePath === undefined)(
    'named by upstream’s paths gives the same objects in the same components',
    async () => {
      const files = await readRenderedFiles(join(releasePath!, version));
      const byPath = files.map(({ text }, index) => ({
        name: `${String(index + 1).padStart(2, '0')}-${components[index]!.path.replaceAll('/', '_')}.yaml`,
        text,
      }));
      const release = loadRelease(buildBundle(byPath, { version }));
      expect(objects).toContain(release.objectsDigest);
      expect(new Set(release.components.map(({ name }) => name))).toEqual(
        new Set(components.map(({ component }) => component)),
      );
    },
  );

  test.skipIf(releasePath === undefined)('is exported as the bytes that it was loaded from', async () => {
    const bundle = await buildRelease(join(releasePath!, version));
    expect(bundleOfRelease(loadRelease(bundle)).equals(bundle)).toBe(true);
  });
});

describe('a release that is built from a folder', () => {
  test('is refused with the names of the components that are missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mla-build-'));
    try {
      await writeFile(join(folder, '07-dex.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: auth}\n');
      const release = loadRelease(await buildRelease(folder, { version: '26.03.1' }));
      expect(() => refuseIncomplete(release)).toThrow(
        expect.objectContaining({
          code: 'MLA-KUBEFLOW-044',
          details: { release: '26.03.1', missing: expect.stringContaining('pipelines') as string },
        }),
      );
      expect(() => refuseIncomplete({ ...release, version: '99.1' })).not.toThrow();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is refused when a file has no objects, as a renderer that failed leaves it', () => {
    expect(() => buildBundle([{ name: '07-dex.yaml', text: '' }], { version: '1' })).toThrow(
      expect.objectContaining({ code: 'MLA-KUBEFLOW-043', details: { file: '07-dex.yaml' } }),
    );
  });
});

describe('what is known of a release', () => {
  const window = { lowest: '1.34', highest: '1.36' };
  test.each([
    ['kubeflow', '26.03.1', window],
    ['kubeflow', '26.03.7', window],
    ['kubeflow', '26.030', undefined],
    ['kubeflow', '27.03', undefined],
    ['sample', '1.0.0', window],
    ['acme-ml', '26.03', undefined],
  ])('%s %s is made for its own window of Kubernetes, or its series', (name, version, expected) => {
    expect(windowOf({ name, version })).toEqual(expected);
  });

  test('the oldest Kubernetes that is of use is that of the release that takes the oldest', () => {
    const lowest = knownReleases.map(({ kubernetes }) => kubernetes.lowest).sort(compareMinors);
    expect(oldestUseful).toBe(lowest[0]);
  });

  test('is the newest release’s where a release is not known', () => {
    expect(knowledgeOf({ name: 'kubeflow', version: '99.1' })).toBe(knownReleases[0]);
    expect(knowledgeOf(releaseOf('{apiVersion: v1, kind: Namespace, metadata: {name: a}}'))).toBe(knownReleases[0]);
    expect(knowledgeOf({ name: 'sample', version: '1.0.0' }).patches).toEqual([]);
  });

  test('has patches of its own: the registry of JobSet is fixed in 26.03 alone', () => {
    const patched = (version: string): boolean =>
      knowledgeOf({ name: 'kubeflow', version }).patches.some(({ id }) => id === 'jobset-image');
    expect([patched('26.03'), patched('26.03.1')]).toEqual([true, false]);
  });
});

describe('the folders of a release that is not known', () => {
  const folder = 'common_cert-manager_overlays_kubeflow';
  const partOf = (fileNames: readonly string[]): string | undefined =>
    catalogueOf('99.1', fileNames).find(({ files }) => files.includes(folder))?.name;
  test('are those of the nearest known release', () => {
    expect(partOf(['01-common_cert-manager_base.yaml', `02-${folder}.yaml`])).toBe('certificate-issuer');
    expect(partOf([`01-${folder}.yaml`, '02-applications_centraldashboard_overlays_oauth2-proxy.yaml'])).toBe(
      'cert-manager',
    );
  });
  test('are also those of one release where the nearest has none', () => {
    const owner = catalogueOf('99.1', ['hub-model-registry']).find(({ files }) =>
      files.includes('applications_volumes-web-app_upstream_overlays_istio'),
    );
    expect(owner?.name).toBe('notebooks');
  });
});
