import type { KubernetesObject } from '../../kubernetes/objects/object.ts';

type Texts = Readonly<Record<string, string>>;

/** A Secret or ConfigMap as the API server keeps it: `stringData` is a way to write `data`, and base64 has no line breaks. Any other object as it is. Source: Kubernetes API reference. */
export function asKept(object: KubernetesObject): KubernetesObject {
  const { stringData, data, binaryData, ...rest } = object as KubernetesObject & {
    stringData?: Texts;
    data?: Texts;
    binaryData?: Texts;
  };
  return {
    ...rest,
    ...(data === undefined && stringData === undefined
      ? {}
      : { data: { ...data, ...mapped(stringData, (text) => Buffer.from(text).toString('base64')) } }),
    ...(binaryData === undefined ? {} : { binaryData: mapped(binaryData, (text) => text.replaceAll(/\s/g, '')) }),
  };
}

function mapped(texts: Texts = {}, change: (text: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));
}
