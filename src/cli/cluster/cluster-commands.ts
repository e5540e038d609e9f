import type { CommandEntry } from '../command-table.ts';

/** `mla cluster …`. */
export const clusterCommands: readonly CommandEntry[] = [
  {
    name: 'start',
    summary: 'Start a stopped cluster, for example after a reboot',
    example: 'cluster start demo',
    load: () => import('../commands/cluster/cluster-start.ts'),
  },
  {
    name: 'stop',
    summary: 'Stop a cluster; its data stays',
    example: 'cluster stop demo',
    load: () => import('../commands/cluster/cluster-stop.ts'),
  },
  {
    name: 'status',
    summary: 'Show whether a cluster runs',
    example: 'cluster status demo',
    load: () => import('../commands/cluster/cluster-status.ts'),
  },
  {
    name: 'tool',
    summary: 'Download the tool that creates clusters on this machine, checked against a known digest',
    example: 'cluster tool kind',
    load: () => import('../commands/cluster/cluster-tool.ts'),
  },
];
