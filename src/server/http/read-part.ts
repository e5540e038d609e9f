import type { z } from 'zod';
import { MlaError } from '../../errors/error.ts';
import { describeProblems, joinProblems } from '../../installation/describe-problems.ts';

/** The longest field path that an error message shows, in characters. */
const longestPath = 200;

/** A part of a request by its schema. Throws `server.badRequest`, which names each field that is wrong. */
export function readPart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: 'address' | 'query' | 'body',
): z.output<Schema> {
  const unstorable = findUnstorable(value);
  if (unstorable !== undefined)
    throw new MlaError('server.badRequest', {
      problems: `${unstorable === '' ? `the ${where}` : unstorable} holds a NUL character or half of a surrogate pair`,
    });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = describeProblems(result.error, value).map((problem) =>
    problem.path === '' ? { ...problem, path: `the ${where}` } : problem,
  );
  throw new MlaError('server.badRequest', { problems: joinProblems(problems) });
}

/** The path of a text that no database stores and no terminal shows: NUL, or half of a surrogate pair. Undefined when there is none. */
function findUnstorable(value: unknown): string | undefined {
  // Not by recursion: a body of 1 MiB can be half a million levels deep.
  const left: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { path, value: part } = next;
    if (typeof part === 'string' && !isStorable(part)) return path;
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, inner] of Object.entries(part)) {
      if (!isStorable(key)) return path;
      left.push({ path: (path === '' ? key : `${path}.${key}`).slice(0, longestPath), value: inner });
    }
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
