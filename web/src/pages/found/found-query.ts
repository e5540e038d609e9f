import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/api.ts';

/** Reads from the cluster what an uninstall removes of a Kubeflow that MLAnywhere did not install. */
export const foundUninstallQuery = (
  name: string,
  wish: { readonly take: readonly string[]; readonly data: readonly string[] },
) =>
  queryOptions({
    queryKey: ['found-uninstall', name, wish],
    queryFn: ({ signal }) =>
      call('previewFoundUninstall', {
        params: { name },
        body: { take: [...wish.take], data: [...wish.data] },
        signal,
      }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
