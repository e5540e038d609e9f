export const shellWords = {
  product: 'MLAnywhere',
  skip: 'Skip to content',
  installations: 'Installations',
  newInstallation: 'New installation',
  titles: { login: 'Sign in', run: (name: string) => name, access: (name: string) => `${name}: access` },
  theme: { label: 'Theme', system: 'System theme', light: 'Light theme', dark: 'Dark theme' },
  logout: 'Log out',
  logoutAll: 'Log out everywhere',
  away: {
    title: 'The MLAnywhere server does not answer',
    body: 'This page shows the last known state and keeps trying. To start the server, run mla serve. Runs continue where they stopped.',
  },
  loading: 'Loading',
  notFound: {
    title: 'Page not found',
    body: 'The address has a typo, or its content was deleted.',
    home: 'Show all installations',
  },
  pageError: { title: 'This page cannot be shown', retry: 'Retry' },
  error: { cause: 'Why', fix: 'What to do', code: (code: string) => `Code ${code}` },
  copy: 'Copy',
  copied: 'Copied',
  optional: 'optional',
  simulated: {
    tag: 'Simulated',
    note: 'The Kubernetes API server is real. Machines, pods and Kubeflow’s controllers are simulated: nothing runs in the pods, and the dashboard does not open.',
  },
} as const;
