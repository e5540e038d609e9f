export const shellWords = {
  product: 'MLAnywhere',
  skip: 'Skip to the page',
  installations: 'Installations',
  newInstallation: 'New installation',
  titles: { login: 'Sign in', run: (name: string) => name, access: (name: string) => `${name}: access` },
  theme: { label: 'Theme', system: 'System theme', light: 'Light theme', dark: 'Dark theme' },
  logout: 'Log out',
  logoutAll: 'Log out everywhere',
  away: {
    title: 'The MLAnywhere server does not answer',
    body: 'This page shows what it last heard, and tries again. Start the server with mla serve; runs continue where they stopped.',
  },
  loading: 'Loading',
  notFound: {
    title: 'There is no such page',
    body: 'The address may be mistyped, or what it showed was deleted.',
    home: 'To all installations',
  },
  pageError: { title: 'This page cannot be shown', retry: 'Try again' },
  error: { cause: 'Why', fix: 'What to do', code: (code: string) => `Code ${code}` },
  copy: 'Copy',
  copied: 'Copied',
  optional: 'optional',
  simulated: {
    tag: 'Simulated',
    note: 'The Kubernetes API server is real. The platform’s machines, the pods and Kubeflow’s own controllers are simulated: nothing runs in the pods, and no page opens behind them.',
  },
} as const;
