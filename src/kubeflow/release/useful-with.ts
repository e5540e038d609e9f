import type { Release } from './release.ts';

/** Parts that are useless without another, although they install alone. No object says so. */
const usefulWith: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  notebooks: {
    dashboard: 'the start page and the menu its pages are in',
    'user-profile': 'a namespace to make notebooks in',
  },
  pipelines: {
    dashboard: 'the start page and the menu its pages are in',
    'user-profile': 'a namespace to run pipelines in',
  },
  katib: {
    dashboard: 'the start page and the menu its pages are in',
    'user-profile': 'a namespace to run experiments in',
  },
  'kserve-web-app': {
    dashboard: 'the start page and the menu its page is in',
    'user-profile': 'a namespace to serve models from',
  },
};

/** Links between components of a release of Kubeflow, as far as it has both ends. */
export function usefulLinks({
  name,
  components,
}: Pick<Release, 'name' | 'components'>): { from: string; to: string; why: string }[] {
  if (name !== 'kubeflow') return [];
  const has = (component: string): boolean => components.some((candidate) => candidate.name === component);
  return Object.entries(usefulWith).flatMap(([from, others]) =>
    Object.entries(others).flatMap(([to, why]) => (has(from) && has(to) ? [{ from, to, why }] : [])),
  );
}
