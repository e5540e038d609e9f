import { queryOptions } from '@tanstack/react-query';
import { pageSize, readAll } from '../../../src/api/read-pages.ts';
import { call } from './api.ts';

const nameOf = ({ id }: { readonly id: string }): string => id;

/** Everybody who may use the server. For admins. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) =>
    readAll({ ask: (after) => call('listPeople', { query: { limit: pageSize, after }, signal }), nameOf }),
  staleTime: 0,
});

/** Browsers that are logged in: one's own, or as an admin everybody's. */
export const sessionsQuery = (of: 'own' | 'everyone') =>
  queryOptions({
    queryKey: ['sessions', of],
    queryFn: ({ signal }) =>
      readAll({
        ask: (before) => call('listSessions', { query: { ...everyone(of), limit: pageSize, before }, signal }),
        nameOf,
      }),
    staleTime: 0,
  });

/** API tokens, the same way. */
export const tokensQuery = (of: 'own' | 'everyone') =>
  queryOptions({
    queryKey: ['tokens', of],
    queryFn: ({ signal }) =>
      readAll({
        ask: (before) => call('listTokens', { query: { ...everyone(of), limit: pageSize, before }, signal }),
        nameOf,
      }),
    staleTime: 0,
  });

function everyone(of: 'own' | 'everyone'): { everyone?: string } {
  return of === 'everyone' ? { everyone: 'true' } : {};
}
