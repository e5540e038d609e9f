import type { CommandEntry } from '../command-table.ts';

/** Who may use the server: people, their sessions and their tokens. */
export const peopleCommands: readonly CommandEntry[] = [
  {
    name: 'person',
    summary: 'Manage who may use this server, and what each person may do',
    commands: [
      {
        name: 'list',
        summary: 'List the people with their roles',
        example: 'person list',
        load: () => import('../commands/people/person-list.ts'),
      },
      {
        name: 'add',
        summary: 'Add a person, and print a link that logs them in once',
        example: 'person add ann@example.com --role operator',
        load: () => import('../commands/people/person-add.ts'),
      },
      {
        name: 'set',
        summary: 'Change what a person may do, or disable them',
        example: 'person set ann@example.com --role operator --scope granted --grant demo',
        load: () => import('../commands/people/person-set.ts'),
      },
      {
        name: 'link',
        summary: 'Print a link that logs a person in once, within a day',
        example: 'person link ann@example.com',
        load: () => import('../commands/people/person-link.ts'),
      },
      {
        name: 'remove-password',
        summary: 'Take a person’s password away and end their sessions',
        example: 'person remove-password ann@example.com',
        load: () => import('../commands/people/person-remove-password.ts'),
      },
      {
        name: 'remove',
        summary: 'Remove a person with their sessions and tokens',
        example: 'person remove ann@example.com',
        load: () => import('../commands/people/person-remove.ts'),
      },
    ],
  },
  {
    name: 'password',
    summary: 'Set your own password for the login page',
    example: 'password',
    load: () => import('../commands/people/password.ts'),
  },
  {
    name: 'sessions',
    summary: 'List the browsers that are logged in, or log one out',
    example: 'sessions --everyone',
    load: () => import('../commands/people/sessions.ts'),
  },
  {
    name: 'audit',
    summary: 'List who changed what, read secrets or was refused',
    example: 'audit --since 2026-11-01',
    load: () => import('../commands/people/audit.ts'),
  },
  {
    name: 'token',
    summary: 'Manage API tokens, with which programs log in',
    commands: [
      {
        name: 'create',
        summary: 'Create a token and print it once',
        example: 'token create ci --role operator --days 30',
        load: () => import('../commands/people/token-create.ts'),
      },
      {
        name: 'list',
        summary: 'List the tokens, without the tokens themselves',
        example: 'token list',
        load: () => import('../commands/people/token-list.ts'),
      },
      {
        name: 'revoke',
        summary: 'Revoke a token by its id',
        example: 'token revoke 1f0c9a2b7d3e',
        load: () => import('../commands/people/token-revoke.ts'),
      },
    ],
  },
];
