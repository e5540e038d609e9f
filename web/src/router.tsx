import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { pagePath } from './api/page-path.ts';
import { installationsQuery } from './api/queries.ts';
import { PageError } from './ui/shell/page-error.tsx';
import { PagePending } from './ui/shell/page-pending.tsx';
import { Shell } from './ui/shell/shell.tsx';
import { NotFound } from './pages/not-found.tsx';

interface RouterContext {
  readonly queryClient: QueryClient;
}

/** A file of the wizard's stages reads the installation it changes from here. */
export interface WizardSearch {
  /** An installation that is there already; a new one when left out. */
  installation?: string;
  /** The field to go to, as a path into the installation. */
  field?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const root = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string } => withoutUndefined({ next: text(search['next']) }),
  component: lazyRouteComponent(() => import('./pages/login/login-page.tsx'), 'LoginPage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (search): { person?: string } => withoutUndefined({ person: text(search['person']) }),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});

const wizard = createRoute({
  getParentRoute: () => root,
  path: '/new',
  validateSearch: (search): WizardSearch =>
    withoutUndefined({ installation: text(search['installation']), field: text(search['field']) }),
  component: lazyRouteComponent(() => import('./pages/wizard-layout.tsx'), 'WizardLayout'),
});
const wizardStart = createRoute({
  getParentRoute: () => wizard,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/new/connect' });
  },
});
const connect = createRoute({
  getParentRoute: () => wizard,
  path: 'connect',
  component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
});
const cluster = createRoute({
  getParentRoute: () => wizard,
  path: 'cluster',
  component: lazyRouteComponent(() => import('./pages/cluster/cluster-page.tsx'), 'ClusterPage'),
});
const kubeflow = createRoute({
  getParentRoute: () => wizard,
  path: 'kubeflow',
  component: lazyRouteComponent(() => import('./pages/kubeflow/kubeflow-page.tsx'), 'KubeflowPage'),
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/installations/$name',
  component: lazyRouteComponent(() => import('./pages/run/run-page.tsx'), 'RunPage'),
});
const ready = createRoute({
  getParentRoute: () => root,
  path: '/installations/$name/ready',
  component: lazyRouteComponent(() => import('./pages/ready/ready-page.tsx'), 'ReadyPage'),
});

const found = createRoute({
  getParentRoute: () => root,
  path: '/connections/$name/uninstall',
  component: lazyRouteComponent(() => import('./pages/found/found-page.tsx'), 'FoundPage'),
});

/** The original's addresses, kept alive: bookmarks and old instructions lead to the page that does the same. */
const oldAddresses = [
  { path: '/stage1', to: '/new/connect' },
  { path: '/stage2', to: '/new/cluster' },
  { path: '/stage3', to: '/new/kubeflow' },
] as const;
const oldRoutes = oldAddresses.map(({ path, to }) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  }),
);
/** The original's last stage showed the only cluster; here it shows the newest. */
const stage4 = createRoute({
  getParentRoute: () => root,
  path: '/stage4',
  beforeLoad: async ({ context }) => {
    const [newest] = await context.queryClient.query(installationsQuery);
    if (newest === undefined) throw redirect({ to: '/', replace: true });
    throw redirect({ to: '/installations/$name/ready', params: { name: newest.name }, replace: true });
  },
});

/** Drops keys without a value, so that they do not show up in the address. */
function withoutUndefined<T extends Record<string, unknown>>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const routeTree = root.addChildren([
  home,
  login,
  account,
  people,
  audit,
  wizard.addChildren([wizardStart, connect, cluster, kubeflow]),
  run,
  ready,
  found,
  ...oldRoutes,
  stage4,
]);

/** Pages are loaded when they are gone to, or when a link to them is pointed at. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    basepath: pagePath,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
