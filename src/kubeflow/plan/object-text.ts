import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { installationLabel, componentLabel, hashAnnotation, releaseAnnotation } from './marks.ts';

/** An object as JSON text, cut around its metadata, so that metadata can be read and changed without parsing the rest of it. */
export interface SplitObject {
  readonly before: string;
  readonly metadata: ObjectMetadata;
  readonly after: string;
}

/** Canonical JSON puts apiVersion, kind and metadata first, unless a field sorts before them (data, for one). */
const usualStart = /^\{"apiVersion":"[^"\\]*","kind":"[^"\\]*","metadata":(?=\{)/;

/** Cuts canonical JSON around the object's metadata. Large definitions are not parsed. */
export function splitMetadata(json: string): SplitObject {
  const start = usualStart.exec(json)?.[0].length;
  if (start === undefined) return splitByParsing(json);
  const end = endOfValue(json, start);
  return {
    before: json.slice(0, start),
    metadata: JSON.parse(json.slice(start, end)) as ObjectMetadata,
    after: json.slice(end),
  };
}

function splitByParsing(json: string): SplitObject {
  const { metadata, ...rest } = JSON.parse(json) as KubernetesObject;
  return { before: '{"metadata":', metadata, after: `,${JSON.stringify(rest).slice(1)}` };
}

/** The position behind the bracketed value that begins at `start`; brackets inside strings do not count. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let position = start; position < json.length; position++) {
    const character = json[position];
    if (character === '"') position = endOfString(json, position);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth === 0) return position + 1;
  }
  return json.length;
}

/** The position of the quote that ends the string beginning at `start`. */
function endOfString(json: string, start: number): number {
  for (let position = start + 1; position < json.length; position++) {
    if (json[position] === '\\') position++;
    else if (json[position] === '"') return position;
  }
  return json.length;
}

/** The object as it is sent: marked with its installation, its component and the hash it is recognised by later. */
export function markObject(
  json: string,
  marks: { installation: string; component: string; release: { name: string; version: string }; hash: string },
): string {
  const { before, metadata, after } = splitMetadata(json);
  const marked = {
    ...metadata,
    annotations: {
      ...metadata.annotations,
      [hashAnnotation]: marks.hash,
      [releaseAnnotation]: releaseText(marks.release),
    },
    labels: { ...metadata.labels, [installationLabel]: marks.installation, [componentLabel]: marks.component },
  };
  return `${before}${JSON.stringify(marked)}${after}`;
}

/** A release as the annotation has it. */
export function releaseText({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name} ${version}`;
}

/** The release that the annotation tells. */
export function releaseOfText(text: string): { name: string; version: string } {
  const [name = '', version = ''] = text.split(' ');
  return { name, version };
}
