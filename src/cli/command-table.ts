import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { clusterCommands } from './cluster/cluster-commands.ts';
import { proxyCommands } from './commands/proxy/proxy-commands.ts';
import { releaseCommands } from './commands/release/release-commands.ts';
import { peopleCommands } from './people/people-commands.ts';

/** What a command's file exports: its arguments and flags, and what it does. `readWhole` reads the files of all commands, for one that writes about them. */
export interface CommandModule {
  readonly configure: (command: Command, cli: Cli, readWhole: () => Promise<Command>) => void;
}

/** A command by name, with the words after `mla` that are an example of it; its file is read only when it is called or its help is asked for. */
export type CommandEntry = { readonly name: string; readonly summary: string } & (
  | { readonly example: string; readonly load: () => Promise<CommandModule> }
  | { readonly commands: readonly CommandEntry[] }
);

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'Start the server and its web page',
    example: 'serve --open',
    load: () => import('./commands/server/serve.ts'),
  },
  {
    name: 'open',
    summary: 'Open the dashboard of an installation, or the page of MLAnywhere',
    example: 'open demo',
    load: () => import('./commands/server/open.ts'),
  },
  {
    name: 'logout',
    summary: 'Log out all your browsers',
    example: 'logout',
    load: () => import('./commands/server/logout.ts'),
  },
  {
    name: 'demo',
    summary: 'Try a whole installation in a sandbox on this machine',
    example: 'demo --components notebooks,pipelines',
    load: () => import('./commands/sandbox/demo.ts'),
  },
  {
    name: 'create',
    summary: 'Create an installation from flags: a cluster with Kubeflow on it',
    example: 'create demo --platform existing --connection lab --components notebooks,pipelines',
    load: () => import('./commands/installation/create.ts'),
  },
  {
    name: 'apply',
    summary: 'Create or change an installation as a file describes it',
    example: 'apply -f my.yaml --follow',
    load: () => import('./commands/installation/apply.ts'),
  },
  {
    name: 'plan',
    summary: 'Show what would be installed, in which order, and why',
    example: 'plan --components notebooks,pipelines',
    load: () => import('./commands/installation/plan.ts'),
  },
  {
    name: 'preflight',
    summary: 'Check a cluster before anything is installed',
    example: 'preflight -f my.yaml',
    load: () => import('./commands/installation/preflight.ts'),
  },
  {
    name: 'status',
    summary: 'List the installations, or show one',
    example: 'status demo',
    load: () => import('./commands/installation/status.ts'),
  },
  {
    name: 'verify',
    summary: 'Check that Kubeflow works: log in as a user does, step by step',
    example: 'verify demo --junit verify.xml',
    load: () => import('./commands/installation/verify.ts'),
  },
  {
    name: 'drift',
    summary: 'List changes by others in an installation, without changing anything',
    example: 'drift demo',
    load: () => import('./commands/installation/drift.ts'),
  },
  {
    name: 'logs',
    summary: 'Show or follow the log of a run',
    example: 'logs demo --follow --level warning',
    load: () => import('./commands/installation/logs.ts'),
  },
  {
    name: 'support-bundle',
    summary: 'Collect what somebody needs to help you with an installation, without secrets',
    example: 'support-bundle demo',
    load: () => import('./commands/installation/support-bundle.ts'),
  },
  {
    name: 'cancel',
    summary: 'Cancel the run of an installation',
    example: 'cancel demo',
    load: () => import('./commands/installation/cancel.ts'),
  },
  {
    name: 'retry',
    summary: 'Retry a run from the step that failed',
    example: 'retry demo --follow',
    load: () => import('./commands/installation/retry.ts'),
  },
  {
    name: 'upgrade',
    summary: 'Upgrade Kubeflow to another release, after showing what changes and what users notice',
    example: 'upgrade demo --release 26.03.1 --plan',
    load: () => import('./commands/installation/upgrade.ts'),
  },
  {
    name: 'uninstall',
    summary: 'Remove Kubeflow and keep the cluster, after showing what goes and what stays',
    example: 'uninstall demo --plan',
    load: () => import('./commands/installation/uninstall.ts'),
  },
  {
    name: 'delete',
    summary: 'Delete an installation, after listing what will be deleted',
    example: 'delete demo',
    load: () => import('./commands/installation/delete.ts'),
  },
  {
    name: 'kubeconfig',
    summary: 'Print the kubeconfig of a cluster, add it to your own, or make one for a namespace',
    example: 'kubeconfig demo --output demo.kubeconfig',
    load: () => import('./commands/installation/kubeconfig.ts'),
  },
  {
    name: 'credentials',
    summary: 'Show the generated password',
    example: 'credentials demo --reveal',
    load: () => import('./commands/installation/credentials.ts'),
  },
  {
    name: 'access',
    summary: 'Show and change how people reach Kubeflow',
    commands: [
      {
        name: 'show',
        summary: 'Show how Kubeflow is reached, looked up in the cluster',
        example: 'access show demo',
        load: () => import('./commands/access/access-show.ts'),
      },
      {
        name: 'set',
        summary: 'Change how Kubeflow is reached, after showing what that changes',
        example: 'access set demo --expose nodePort --host kubeflow.example.com --tls release',
        load: () => import('./commands/access/access-set.ts'),
      },
      {
        name: 'secret',
        summary: 'Store a secret value that the access needs',
        example: 'access secret demo tls-key --file key.pem',
        load: () => import('./commands/access/access-secret.ts'),
      },
    ],
  },
  {
    name: 'login',
    summary: 'Show and change the external login services of Kubeflow',
    commands: [
      {
        name: 'show',
        summary: 'Show the login services, and the redirect URI to register there',
        example: 'login show demo',
        load: () => import('./commands/login/login-show.ts'),
      },
      {
        name: 'set',
        summary: 'Test a login service, and log in through it after showing what that changes',
        example: 'login set demo company --type oidc --issuer https://id.example.com --client-id kubeflow',
        load: () => import('./commands/login/login-set.ts'),
      },
      {
        name: 'test',
        summary: 'Ask a login service what a login needs of it',
        example: 'login test demo company',
        load: () => import('./commands/login/login-test.ts'),
      },
      {
        name: 'secret',
        summary: 'Store another client secret',
        example: 'login secret demo company --file secret.txt',
        load: () => import('./commands/login/login-secret.ts'),
      },
      {
        name: 'remove',
        summary: 'Take a login service away, after showing what that changes',
        example: 'login remove demo company',
        load: () => import('./commands/login/login-remove.ts'),
      },
    ],
  },
  {
    name: 'user',
    summary: 'Manage the users of Kubeflow and their profiles',
    commands: [
      {
        name: 'add',
        summary: 'Add a user with a password or an external login, a profile and its namespace',
        example: 'user add demo ann@example.com --quota cpu=8,memory=32Gi',
        load: () => import('./commands/user/user-add.ts'),
      },
      {
        name: 'list',
        summary: 'List the users, their profiles, and namespaces they contribute to',
        example: 'user list demo',
        load: () => import('./commands/user/user-list.ts'),
      },
      {
        name: 'set',
        summary: 'Change what a user may do in namespaces of others, and the limits of the user’s own',
        example: 'user set demo ann@example.com --contributor-of team:view --quota cpu=16',
        load: () => import('./commands/user/user-set.ts'),
      },
      {
        name: 'reset-password',
        summary: 'Give a user a new password',
        example: 'user reset-password demo ann@example.com',
        load: () => import('./commands/user/user-reset-password.ts'),
      },
      {
        name: 'remove',
        summary: 'Remove a user; the profile and its data only on request',
        example: 'user remove demo ann@example.com',
        load: () => import('./commands/user/user-remove.ts'),
      },
    ],
  },
  {
    name: 'demo-content',
    summary: 'Install notebooks and a pipeline to try Kubeflow with',
    commands: [
      {
        name: 'install',
        summary: 'Install a notebook server with notebooks, and run a pipeline',
        example: 'demo-content install demo --framework pytorch',
        load: () => import('./commands/demo-content/demo-content-install.ts'),
      },
      {
        name: 'status',
        summary: 'Show how the notebook server and the pipeline are doing',
        example: 'demo-content status demo',
        load: () => import('./commands/demo-content/demo-content-status.ts'),
      },
      {
        name: 'remove',
        summary: 'Remove all that the demo made, with its volume',
        example: 'demo-content remove demo',
        load: () => import('./commands/demo-content/demo-content-remove.ts'),
      },
    ],
  },
  { name: 'cluster', summary: 'Stop and start clusters on this machine', commands: clusterCommands },
  {
    name: 'connection',
    summary: 'Manage connections to platforms',
    commands: [
      {
        name: 'add',
        summary: 'Test a connection and save it',
        example: 'connection add existing lab --kubeconfig ~/.kube/config',
        load: () => import('./commands/connection/connection-add.ts'),
      },
      {
        name: 'test',
        summary: 'Test a saved connection, layer by layer',
        example: 'connection test lab',
        load: () => import('./commands/connection/connection-test.ts'),
      },
      {
        name: 'list',
        summary: 'List the saved connections',
        example: 'connection list',
        load: () => import('./commands/connection/connection-list.ts'),
      },
      {
        name: 'remove',
        summary: 'Remove a saved connection',
        example: 'connection remove lab',
        load: () => import('./commands/connection/connection-remove.ts'),
      },
      {
        name: 'script',
        summary: 'Print a script that makes a kubeconfig without a login program',
        example: 'connection script > script.sh',
        load: () => import('./commands/connection/connection-script.ts'),
      },
    ],
  },
  {
    name: 'choices',
    summary: 'List the options for a field',
    example: 'choices existing context --connection lab',
    load: () => import('./commands/connection/choices.ts'),
  },
  {
    name: 'release',
    summary: 'Manage releases of Kubeflow',
    commands: releaseCommands,
  },
  {
    name: 'sandbox',
    summary: 'Manage sandboxes: a real control plane with simulated nodes',
    commands: [
      {
        name: 'up',
        summary: 'Start a sandbox',
        example: 'sandbox up --detach',
        load: () => import('./commands/sandbox/sandbox-up.ts'),
      },
      {
        name: 'status',
        summary: 'List the running sandboxes',
        example: 'sandbox status',
        load: () => import('./commands/sandbox/sandbox-status.ts'),
      },
      {
        name: 'down',
        summary: 'Stop a sandbox',
        example: 'sandbox down sandbox --purge',
        load: () => import('./commands/sandbox/sandbox-down.ts'),
      },
    ],
  },
  { name: 'proxy', summary: 'Find out which way connections take', commands: proxyCommands },
  ...peopleCommands,
  {
    name: 'backup',
    summary: 'Write a backup of the database into a file, also while runs are under way',
    example: 'backup mlanywhere.mlabackup',
    load: () => import('./commands/server/backup.ts'),
  },
  {
    name: 'restore',
    summary: 'Restore a backup into an empty database, embedded or PostgreSQL',
    example: 'restore mlanywhere.mlabackup',
    load: () => import('./commands/server/restore.ts'),
  },
  {
    name: 'key',
    summary: 'Manage the encryption key for secrets',
    commands: [
      {
        name: 'rotate',
        summary: 'Encrypt all stored secrets with a new key',
        example: 'key rotate',
        load: () => import('./commands/server/key-rotate.ts'),
      },
    ],
  },
  {
    name: 'doctor',
    summary: 'Check this machine: what is here, what is missing, and what to do',
    example: 'doctor',
    load: () => import('./commands/server/doctor.ts'),
  },
  {
    name: 'health',
    summary: 'Ask whether the server of this machine answers: exit code 0, or 8 when not',
    example: 'health',
    load: () => import('./commands/server/health.ts'),
  },
  {
    name: 'completion',
    summary: 'Print a completion script for your shell',
    example: 'completion bash > ~/.local/share/bash-completion/completions/mla',
    load: () => import('./commands/shell/completion.ts'),
  },
  {
    name: 'manual',
    summary: 'Print the manual page, in the format of man',
    example: 'manual > ~/.local/share/man/man1/mla.1',
    load: () => import('./commands/shell/manual.ts'),
  },
  {
    name: 'update-check',
    summary: 'Ask a registry whether there is a newer version; nothing else ever asks',
    example: 'update-check',
    load: () => import('./commands/shell/update-check.ts'),
  },
  {
    name: 'version',
    summary: 'Show the version',
    example: 'version',
    load: () => import('./commands/server/version.ts'),
  },
];
