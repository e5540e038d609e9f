import { describe, expect, test } from 'vitest';
import { clientFits, enumerations, messages, operations, type Operation } from './testing/api-fields.fixture.ts';
import { readPublishedApi } from './testing/published-api.fixture.ts';

const version = '2.16.1';
const published = await readPublishedApi(version);

/** Python's names of types, as the table has them. */
function typeOf(python: string): string {
  const [, list] = /^list\[(.+)\]$/.exec(python) ?? [];
  if (list !== undefined) return `list ${typeOf(list)}`;
  const [, map] = /^dict\(str, (.+)\)$/.exec(python) ?? [];
  if (map !== undefined) return `map ${typeOf(map)}`;
  return { str: 'string', datetime: 'time' }[python] ?? shortName(python);
}

function shortName(python: string): string {
  return python.replace(/^(V2beta1|Googlerpc|Protobuf)/, '').replace('PipelineTaskDetailChildTask', 'ChildTask');
}

test('the types of the client are in the table of fields', () => {
  expect(clientFits).toBe(true);
});

describe.runIf(published !== undefined)(`The table of fields and the API description of ${version}`, () => {
  const find = <Value>(all: Readonly<Record<string, Value>> = {}, name: string): Value | undefined =>
    Object.entries(all).find(([python]) => shortName(python) === name)?.[1];

  test.each(Object.entries(messages))('agree on %s', (name, fields) => {
    const types = Object.entries(find(published?.messages, name) ?? {}).map(([key, type]) => [key, typeOf(type)]);
    expect(fields).toEqual(Object.fromEntries(types));
  });

  test.each(Object.entries(enumerations))('agree on the values of %s', (name, values) => {
    expect(values).toEqual(find(published?.enumerations, name));
  });

  test.each(Object.values<Operation>(operations))('agree on $method $path', ({ method, path, query, file }) => {
    const found = published?.operations.find((one) => one.method === method && one.path === `/apis/v2beta1${path}`);
    expect(found).toMatchObject({ query, files: file === undefined ? [] : [file] });
  });
});

test.skipIf(published !== undefined)(
  `The API description needs kfp-server-api ${version}, which the set-up of the demo's tests installs`,
  () => {
    expect(published).toBeUndefined();
  },
);
