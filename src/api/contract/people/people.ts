import { z } from 'zod';
import { resourceName } from '../../../installation/resource-name.ts';
import { requester, role } from '../../principal.ts';
import { longestPage, longPageLimit, nothing, type Route } from '../route.ts';

/** The name to log in with and to show. An e-mail address is one. */
export const personName = z
  .string()
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@+-]*$/u, 'letters, digits, spaces and . _ @ + -; begins with a letter or digit')
  // Most tools that read a JSON Schema know no `\p`. This pattern lets through all that the rule above lets through.
  .meta({ pattern: '^[A-Za-z0-9\\u00aa-\\uffff][A-Za-z0-9\\u00aa-\\uffff ._@+-]*$' });

/** Long rather than strange: what makes a password strong is its length. */
export const newPassword = z.string().min(12, 'at least 12 characters').max(256);

/** Where operator's rights count: for every installation, or for those granted by name. */
const scope = z.enum(['all', 'granted']);
const names = z.array(resourceName).max(1000);

/** Somebody who may use this server. Not a user of Kubeflow. */
export const personView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role,
  scope,
  /** Installations granted by name: what this person created, and what an admin gave. */
  granted: z.array(z.string()),
  disabled: z.boolean(),
  /** Without a password, only one-time links log in. */
  hasPassword: z.boolean(),
  createdAt: z.iso.datetime(),
  lastLoginAt: z.iso.datetime().nullable(),
});
export type PersonView = z.infer<typeof personView>;

/** What changes about a person. What is not named stays. */
export const personChange = z.strictObject({
  name: personName.optional(),
  email: z.email().max(254).nullable().optional(),
  role: role.optional(),
  scope: scope.optional(),
  grant: names.optional(),
  revoke: names.optional(),
  /** Ends all sessions, and refuses every login and API token. */
  disabled: z.boolean().optional(),
});
export type PersonChange = z.infer<typeof personChange>;

/** A link that logs a person in, once. */
const loginLink = z.object({ url: z.string(), expiresAt: z.iso.datetime() });

/** A browser that is logged in. */
export const sessionView = z.object({
  id: z.string(),
  person: requester,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Where the login came from; null for sessions of earlier versions. */
  address: z.string().nullable(),
  /** What the browser calls itself. */
  client: z.string().nullable(),
  /** The session that asks. */
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;

/** A token for programs; never the token itself. */
export const apiTokenView = z.object({
  id: z.string(),
  name: z.string(),
  person: requester,
  role,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type ApiTokenView = z.infer<typeof apiTokenView>;

const person = z.object({ person: z.string().min(1).max(100) });
const everyone = z.object({
  /** Of all people; for admins. */
  everyone: z.stringbool().optional(),
});

export const peopleRoutes = {
  listPeople: {
    method: 'GET',
    path: '/api/people',
    role: 'admin',
    summary:
      'Everybody who may use this server, and what each may do, in pages: `after` is the id of the last one of the page before',
    query: z.object({ limit: longPageLimit.default(longestPage), after: z.string().min(1).max(100).optional() }),
    response: z.array(personView),
  },
  addPerson: {
    method: 'POST',
    path: '/api/people',
    role: 'admin',
    summary: 'Add a person. The answer has a link that logs them in once, within a day',
    body: z.strictObject({
      name: personName,
      email: z.email().max(254).optional(),
      role: role.default('viewer'),
      scope: scope.default('all'),
      grant: names.default([]),
    }),
    response: z.object({ person: personView, link: loginLink }),
    status: 201,
  },
  changePerson: {
    method: 'POST',
    path: '/api/people/:person',
    role: 'admin',
    summary: 'Change what a person may do, or disable them; by id or name',
    params: person,
    body: personChange,
    response: personView,
  },
  removePerson: {
    method: 'DELETE',
    path: '/api/people/:person',
    role: 'admin',
    summary: 'Remove a person with their sessions and API tokens; what they did stays recorded',
    params: person,
    response: nothing,
  },
  createPersonLink: {
    method: 'POST',
    path: '/api/people/:person/login-links',
    role: 'admin',
    summary: 'A link that logs a person in once, within a day: for somebody who has no password, or forgot it',
    params: person,
    response: loginLink,
  },
  removePassword: {
    method: 'DELETE',
    path: '/api/people/:person/password',
    role: 'admin',
    summary: 'Take a person’s password away and end their sessions; they log in with a link and choose another',
    params: person,
    response: nothing,
  },
  setPassword: {
    method: 'PUT',
    path: '/api/password',
    role: 'viewer',
    summary: 'Set or change your own password; ends your other sessions',
    body: z.strictObject({
      /** The one you have, if you have one. */
      current: z.string().max(256).optional(),
      password: newPassword,
    }),
    response: nothing,
  },
  listSessions: {
    method: 'GET',
    path: '/api/sessions',
    role: 'viewer',
    summary: 'Your logged-in browsers, newest first, in pages: `before` is the id of the last one of the page before',
    query: everyone.extend({
      limit: longPageLimit.default(longestPage),
      before: z
        .string()
        .regex(/^[0-9a-f]{16}$/)
        .optional(),
    }),
    response: z.array(sessionView),
  },
  endSession: {
    method: 'DELETE',
    path: '/api/sessions/:id',
    role: 'viewer',
    summary: 'Log one browser out: your own, or as an admin anybody’s',
    params: z.object({ id: z.string().min(1).max(100) }),
    response: nothing,
  },
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    role: 'viewer',
    summary:
      'Your API tokens that have not expired, newest first, in pages: `before` is the id of the last one of the page before',
    query: everyone.extend({
      limit: longPageLimit.default(longestPage),
      before: z.string().min(1).max(100).optional(),
    }),
    response: z.array(apiTokenView),
  },
  createToken: {
    method: 'POST',
    path: '/api/tokens',
    role: 'viewer',
    summary: 'A token for a program, with at most your own role. It is shown once',
    body: z.strictObject({
      name: z.string().min(1).max(100),
      role,
      days: z.int().min(1).max(366).default(30),
    }),
    response: apiTokenView.extend({ token: z.string() }),
    status: 201,
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/tokens/:id',
    role: 'viewer',
    summary: 'Revoke an API token: your own, or as an admin anybody’s',
    params: z.object({ id: z.string().min(1).max(100) }),
    response: nothing,
  },
} as const satisfies Record<string, Route>;
