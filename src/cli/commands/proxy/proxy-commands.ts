import type { CommandEntry } from '../../command-table.ts';

export const proxyCommands: readonly CommandEntry[] = [
  {
    name: 'explain',
    summary: 'Say which way an address is reached from here, and why',
    example: 'proxy explain https://github.com --test',
    load: () => import('./proxy-explain.ts'),
  },
];
