import type { z } from 'zod';
import { contributorRole, type newUserFields } from '../contract/users.ts';

/** Rights in namespaces of others as a person writes them: `team` or `team:view`, with commas between them. Undefined for a text that is none. */
export function readContributions(text: string): z.infer<typeof newUserFields>['contributes'] | undefined {
  const read = text.split(',').map((part) => {
    const [namespace = '', word = 'edit', ...more] = part.trim().split(':');
    const role = contributorRole.safeParse(word).data;
    return namespace === '' || role === undefined || more.length > 0 ? undefined : { namespace, role };
  });
  const known = read.filter((one) => one !== undefined);
  return known.length === read.length ? known : undefined;
}
