import type { CommandEntry } from '../../command-table.ts';

export const proxyCommands: readonly CommandEntry[] = [
  {
    name: 'explain',
    summary: 'Say which way an address is reached from here, and why',
    example: 'proxy explain https://github.com --test',
    load: () => import('./proxy-explain.ts'),
  },
  {
    name: 'check',
    summary: 'Check the proxy of a cluster: what is set on its nodes, and what a test pod reaches',
    example: 'proxy check demo',
    load: () => import('./proxy-check.ts'),
  },
  {
    name: 'script',
    summary: 'Print the script that sets the proxy of a node, for who runs the nodes',
    example: 'proxy script --proxy-https http://proxy.example.com:3128 > proxy.sh',
    load: () => import('./proxy-script.ts'),
  },
  {
    name: 'trust',
    summary: 'Accept another SSH host key of a node',
    example: 'proxy trust demo worker-1 SHA256:FINGERPRINT',
    load: () => import('./proxy-trust.ts'),
  },
];
