import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InstallationView } from '../../../src/api/contract.ts';
import { pageSize } from '../../../src/api/read-pages.ts';
import { installationsQuery, olderInstallationsQuery } from './queries.ts';

export interface ShownInstallations {
  /** Undefined until the first page is there. */
  readonly list: readonly InstallationView[] | undefined;
  readonly error: Error | null;
  /** Of the pages after the first. */
  readonly olderError: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly showMore: () => void;
}

/** The newest installations, polled, and as many pages of older ones as the user opened. */
export function useInstallations(): ShownInstallations {
  const newest = useQuery(installationsQuery);
  const older = useOlder(newest.data ?? []);
  return {
    list: newest.data && [...newest.data, ...older.entries],
    error: newest.error,
    olderError: older.error,
    hasMore: older.hasMore,
    isLoadingMore: older.isLoading,
    showMore: older.showMore,
  };
}

/** Where a new installation moves the end of the first page, the older ones begin elsewhere: none is lost between the two. */
function useOlder(newest: readonly InstallationView[]) {
  const [pages, setPages] = useState(0);
  const isFull = newest.length === pageSize;
  const isWished = isFull && pages > 0;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...olderInstallationsQuery(newest.at(-1)?.name ?? '', pages),
    enabled: isWished,
    placeholderData: keepPreviousData,
  });
  const first = new Set(newest.map(({ name }) => name));
  const isLast = isWished && data?.more === false && !isPlaceholderData;
  return {
    entries: isWished && data ? data.entries.filter(({ name }) => !first.has(name)) : [],
    error: isWished ? error : null,
    hasMore: isFull && !isLast,
    isLoading: isFetching,
    showMore: () => {
      if (error === null) setPages(pages + 1);
      else void refetch();
    },
  };
}
