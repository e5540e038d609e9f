import type { Command } from 'commander';
import type { Cli } from './cli.ts';

/** What a command's file exports: its arguments and flags, and what it does. */
export interface CommandModule {
  readonly configure: (command: Command, cli: Cli) => void;
}

/** A command by name; its file is read only when it is called or its help is asked for. */
export type CommandEntry = { readonly name: string; readonly summary: string } & (
  { readonly load: () => Promise<CommandModule> } | { readonly commands: readonly CommandEntry[] }
);

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  { name: 'serve', summary: 'Start the server and its web page', load: () => import('./commands/server/serve.ts') },
  { name: 'open', summary: 'Open the web page of an installation', load: () => import('./commands/server/open.ts') },
  { name: 'logout', summary: 'End the sessions of all browsers', load: () => import('./commands/server/logout.ts') },
  {
    name: 'demo',
    summary: 'Rehearse the whole job on this machine, unattended',
    load: () => import('./commands/sandbox/demo.ts'),
  },
  {
    name: 'apply',
    summary: 'Make what a file describes: a cluster with Kubeflow on it',
    load: () => import('./commands/installation/apply.ts'),
  },
  {
    name: 'plan',
    summary: 'Show what would be installed, in which order, and why',
    load: () => import('./commands/installation/plan.ts'),
  },
  {
    name: 'preflight',
    summary: 'Check a cluster before anything is installed',
    load: () => import('./commands/installation/preflight.ts'),
  },
  {
    name: 'status',
    summary: 'List the installations, or show one',
    load: () => import('./commands/installation/status.ts'),
  },
  {
    name: 'drift',
    summary: 'List what others have changed in an installation; changes nothing',
    load: () => import('./commands/installation/drift.ts'),
  },
  {
    name: 'logs',
    summary: 'Show what a run did, and follow it',
    load: () => import('./commands/installation/logs.ts'),
  },
  {
    name: 'cancel',
    summary: 'Stop the run of an installation',
    load: () => import('./commands/installation/cancel.ts'),
  },
  { name: 'retry', summary: 'Go on from the step that failed', load: () => import('./commands/installation/retry.ts') },
  {
    name: 'delete',
    summary: 'Delete what was made; lists it first',
    load: () => import('./commands/installation/delete.ts'),
  },
  {
    name: 'kubeconfig',
    summary: 'Print the kubeconfig of a cluster',
    load: () => import('./commands/installation/kubeconfig.ts'),
  },
  {
    name: 'credentials',
    summary: 'Read back the generated password, deliberately',
    load: () => import('./commands/installation/credentials.ts'),
  },
  {
    name: 'connection',
    summary: 'How platforms are reached',
    commands: [
      {
        name: 'add',
        summary: 'Test a connection and save it',
        load: () => import('./commands/connection/connection-add.ts'),
      },
      {
        name: 'test',
        summary: 'Test a saved connection, layer by layer',
        load: () => import('./commands/connection/connection-test.ts'),
      },
      {
        name: 'list',
        summary: 'List the saved connections',
        load: () => import('./commands/connection/connection-list.ts'),
      },
      {
        name: 'remove',
        summary: 'Forget a connection',
        load: () => import('./commands/connection/connection-remove.ts'),
      },
    ],
  },
  {
    name: 'choices',
    summary: 'List what a field of the form can be',
    load: () => import('./commands/connection/choices.ts'),
  },
  {
    name: 'release',
    summary: 'Versions of Kubeflow, as bundles',
    commands: [
      {
        name: 'fetch',
        summary: 'Get a version of Kubeflow from its source',
        load: () => import('./commands/release/release-fetch.ts'),
      },
      {
        name: 'build',
        summary: 'Make a bundle from a folder of rendered YAML',
        load: () => import('./commands/release/release-build.ts'),
      },
      { name: 'add', summary: 'Take a bundle into the store', load: () => import('./commands/release/release-add.ts') },
      { name: 'list', summary: 'List the releases at hand', load: () => import('./commands/release/release-list.ts') },
      {
        name: 'show',
        summary: 'Show a release and its components',
        load: () => import('./commands/release/release-show.ts'),
      },
      {
        name: 'export',
        summary: 'Write a release to a file, for another machine',
        load: () => import('./commands/release/release-export.ts'),
      },
      {
        name: 'remove',
        summary: 'Remove a bundle from the store',
        load: () => import('./commands/release/release-remove.ts'),
      },
    ],
  },
  {
    name: 'sandbox',
    summary: 'A real control plane on this machine, to rehearse with',
    commands: [
      { name: 'up', summary: 'Start a sandbox', load: () => import('./commands/sandbox/sandbox-up.ts') },
      {
        name: 'status',
        summary: 'Show the sandboxes that run',
        load: () => import('./commands/sandbox/sandbox-status.ts'),
      },
      { name: 'down', summary: 'End a sandbox', load: () => import('./commands/sandbox/sandbox-down.ts') },
    ],
  },
  {
    name: 'key',
    summary: 'The key that secrets are encrypted with',
    commands: [
      {
        name: 'rotate',
        summary: 'Encrypt all stored secrets with a new key',
        load: () => import('./commands/server/key-rotate.ts'),
      },
    ],
  },
  { name: 'version', summary: 'Show the version', load: () => import('./commands/server/version.ts') },
];
