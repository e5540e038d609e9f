import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@patternfly/react-core/dist/styles/base.css';
import './styles/tokens.css';
import './styles/base.css';
import { isLoggedOut } from './api/api.ts';
import { shouldRetry } from './api/queries.ts';
import { applyTheme, storedTheme } from './ui/shell/theme.ts';
import { makeRouter } from './router.tsx';

applyTheme(storedTheme());

const goToLogin = (error: Error): void => {
  const { pathname, searchStr } = router.latestLocation;
  if (!isLoggedOut(error) || pathname === '/login') return;
  void router.navigate({ to: '/login', search: { next: pathname + searchStr }, replace: true });
};
const queryClient: QueryClient = new QueryClient({
  defaultOptions: { queries: { retry: shouldRetry, networkMode: 'always' }, mutations: { networkMode: 'always' } },
  queryCache: new QueryCache({ onError: goToLogin }),
  mutationCache: new MutationCache({ onError: goToLogin }),
});
const router = makeRouter(queryClient);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
