import { queryOptions } from '@tanstack/react-query';
import { call } from '../../../api/api.ts';

/** The look at the proxy that runs now, else the last one. */
export const proxyCheckQuery = (name: string) =>
  queryOptions({
    queryKey: ['proxy-check', name],
    queryFn: ({ signal }) => call('getProxyCheck', { params: { name }, signal }),
    refetchInterval: ({ state }) => (state.data?.check?.state === 'running' ? 700 : false),
  });
