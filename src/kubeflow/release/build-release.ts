import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import { keyOf, keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { type BundleEntry, writeBundle } from './bundle-file.ts';
import { catalogueOf } from '../releases/catalogue-of.ts';
import { canonicalJson, sha256 } from './canonical-json.ts';
import { type CatalogueEntry, componentOfFile } from './component-catalogue.ts';
import { readYamlDocuments } from './kubernetes-yaml.ts';
import type { ReleaseComponent } from './release.ts';
import { servedKindOf } from './served-kind.ts';

/** How a folder becomes a release. */
export interface BuildOptions {
  /** `kubeflow` when absent. */
  readonly name?: string;
  /** The folder's name when absent. */
  readonly version?: string;
  /** Which file belongs to which component; Kubeflow's when absent. */
  readonly catalogue?: readonly CatalogueEntry[];
  /** The Kubernetes versions it is made for, to be written into the bundle. */
  readonly kubernetes?: KubernetesWindow;
}

/** A rendered file by its name and text. */
export interface RenderedFile {
  readonly name: string;
  readonly text: string;
}

/** The rendered YAML files of a folder, in the order of their names. Throws `release.nothingRendered` when there are none. */
export async function readRenderedFiles(folder: string): Promise<RenderedFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new MlaError('release.nothingRendered', { folder }, { cause: error });
  });
  const yamlNames = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (yamlNames.length === 0) throw new MlaError('release.nothingRendered', { folder });
  return Promise.all(yamlNames.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })));
}

/** The bundle of a folder of rendered YAML, one file (or several) a component. */
export async function buildRelease(folder: string, options: BuildOptions = {}): Promise<Buffer> {
  return buildBundle(await readRenderedFiles(folder), { version: basename(resolve(folder)), ...options });
}

/** The bundle of rendered files. Throws `release.notAnObject`, `release.objectTwice`, `release.notYaml` or `release.fileEmpty` with file and document number when one cannot be taken. */
export function buildBundle(files: readonly RenderedFile[], options: BuildOptions & { version: string }): Buffer {
  const { name = 'kubeflow', version, kubernetes } = options;
  const {
    catalogue = catalogueOf(
      version,
      files.map((file) => file.name),
    ),
  } = options;
  const components = new Map<string, ReleaseComponent>();
  const places = new Map<string, string>();
  const entries: BundleEntry[] = [];
  const lines: string[] = [];
  for (const file of files) {
    const component = componentOfFile(file.name, catalogue);
    components.set(component.name, component);
    const before = lines.length;
    for (const { object, place } of objectsOf(file)) {
      const key = keyOf(object);
      const earlier = places.get(keyText(key));
      if (earlier !== undefined)
        throw new MlaError('release.objectTwice', { object: keyText(key), first: earlier, second: place });
      places.set(keyText(key), place);
      const line = writeLine(object, place);
      const serves = servedKindOf(object);
      lines.push(line);
      entries.push({
        component: component.name,
        ...key,
        hash: sha256(line),
        bytes: Buffer.byteLength(line),
        ...(serves === undefined ? {} : { serves }),
      });
    }
    // A renderer that fails leaves an empty file behind: a release without that component would still install.
    if (lines.length === before) throw new MlaError('release.fileEmpty', { file: file.name });
  }
  return writeBundle(
    {
      name,
      version,
      ...(kubernetes === undefined ? {} : { kubernetes }),
      components: [...components.values()],
      objects: entries,
    },
    lines,
  );
}

function* objectsOf(file: RenderedFile): Generator<{ object: KubernetesObject; place: string }> {
  for (const [index, document] of parse(file).entries()) {
    const place = `${file.name}, document ${index + 1}`;
    if (document === null || document === undefined) continue;
    if (isList(document)) {
      for (const [position, item] of document.items.entries()) {
        yield { object: asObject(item, `${place}, item ${position + 1}`), place };
      }
    } else {
      yield { object: asObject(document, place), place };
    }
  }
}

function parse(file: RenderedFile): unknown[] {
  try {
    return readYamlDocuments(file.text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new MlaError('release.notYaml', { place: file.name, reason }, { cause: error });
  }
}

function writeLine(object: KubernetesObject, place: string): string {
  try {
    return canonicalJson(object);
  } catch (error) {
    throw new MlaError(
      'release.notYaml',
      { place, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

function isList(document: unknown): document is { items: unknown[] } {
  const { kind, items } = document as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
}

function asObject(document: unknown, place: string): KubernetesObject {
  const { apiVersion, kind, metadata } = document as Partial<KubernetesObject>;
  const missing = [
    ...(typeof apiVersion === 'string' ? [] : ['apiVersion']),
    ...(typeof kind === 'string' ? [] : ['kind']),
    ...(typeof metadata?.name === 'string' ? [] : ['metadata.name']),
  ];
  if (missing.length > 0) throw new MlaError('release.notAnObject', { place, missing: missing.join(', ') });
  return document as KubernetesObject;
}
