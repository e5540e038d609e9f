import { queryOptions } from '@tanstack/react-query';
import { pageSize, readPages } from '../../../../src/api/read-pages.ts';
import { call } from '../../api/api.ts';

/** The newest pages of who did what; of one person, or of everybody. For admins. */
export const auditQuery = (person: string | undefined, pages: number) =>
  queryOptions({
    queryKey: ['audit', person ?? null, pages],
    queryFn: ({ signal }) =>
      readPages({
        ask: (before) =>
          call('listAudit', {
            query: {
              limit: pageSize,
              ...(person !== undefined && { person }),
              ...(before !== undefined && { before: Number(before) }),
            },
            signal,
          }),
        nameOf: ({ id }) => String(id),
        pages,
      }),
    staleTime: 0,
  });
