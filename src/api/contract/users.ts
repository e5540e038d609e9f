import { z } from 'zod';
import { name, type Route } from './route.ts';

/** A Profile can have dots in its name, and its namespace cannot. */
export const profileName = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'up to 63 lower-case letters, digits and hyphens; begins and ends with a letter or digit',
  );

/** What Kubernetes can limit. Any other name would be kept in the Profile and limit nothing. Source: Kubernetes, pkg/apis/core/helper, standard quota resources. */
const limited = new RegExp(
  `^(${[
    '((requests|limits)\\.)?(cpu|memory|ephemeral-storage)',
    'requests\\.(storage|hugepages-\\w+|[\\w.-]+/[\\w.-]+)',
    'pods|services|secrets|configmaps|persistentvolumeclaims|replicationcontrollers|resourcequotas',
    'services\\.(loadbalancers|nodeports)',
    'count/[\\w.-]+',
    '[\\w.-]+\\.storageclass\\.storage\\.k8s\\.io/(requests\\.storage|persistentvolumeclaims)',
  ].join('|')})$`,
);

const quotaName = z
  .string()
  .max(253)
  .regex(limited, 'has no quota in Kubernetes: use cpu, memory, requests.storage, requests.nvidia.com/gpu or the like');

/** A quantity of Kubernetes, which is no less than zero. Source: Kubernetes, apimachinery/pkg/api/resource/quantity.go. */
const quantity = z
  .string()
  .max(40)
  .regex(/^(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/, 'a number with a unit, for example 8 or 32Gi');

/** Limits of a namespace, for example `{ cpu: "8" }`. */
export const quota = z.record(quotaName, quantity);

/** Limits to set, and with null those to lift; all others stay. */
export const quotaChange = z.record(quotaName, quantity.nullable());

/** What a contributor may do in somebody else's namespace. */
export const contributorRole = z.enum(['edit', 'view']);

const profile = z.object({ name: z.string(), owner: z.string(), quota: z.record(z.string(), z.string()) });

/** A person in Kubeflow. */
export const userView = z.object({
  email: z.string(),
  /** `first`: the one of the installation. `external`: owns a Profile, and Dex has no password. */
  login: z.enum(['first', 'password', 'external']),
  profiles: z.array(profile),
  /** Namespaces of others. */
  contributes: z.array(z.object({ namespace: z.string(), email: z.string(), role: z.string() })),
});
export type UserView = z.infer<typeof userView>;

/** Who is added, and with what. `newUser` says what goes together. */
export const newUserFields = z.strictObject({
  email: z.email().max(254),
  /** The user logs in through an external login service: Dex gets no password. */
  external: z.boolean().default(false),
  /** Generated when left out. */
  password: z.string().min(1).max(1024).optional(),
  /** Null for a user without a namespace. */
  profile: z.strictObject({ name: profileName, quota: quota.default({}) }).nullable(),
  contributes: z
    .array(z.strictObject({ namespace: profileName, role: contributorRole.default('edit') }))
    .max(100)
    .default([]),
});

/** Who is added. What would have no effect is refused. */
export const newUser = newUserFields.superRefine(({ external, password, profile, contributes }, context) => {
  if (!external) return;
  const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (password !== undefined) refuse('password', 'has no effect: an external user has no password in Dex');
  if (profile === null && contributes.length === 0)
    refuse('profile', 'is missing: an external user gets a namespace, or rights in namespaces of others');
});

/** What changes about a user. What is not named stays. */
export const userChange = z.strictObject({
  contributes: newUserFields.shape.contributes,
  /** Namespaces of others in which the user loses all rights. */
  leaves: z.array(profileName).max(100).default([]),
  /** Limits of the user’s own namespaces. Without `profile`: of the only one. */
  quotas: z
    .array(z.strictObject({ profile: profileName.optional(), hard: quotaChange }))
    .max(100)
    .default([]),
});

/** A Profile, and what is in its namespace and would go with it. */
export const profileData = z.object({
  profile: z.string(),
  data: z.array(z.object({ what: z.string(), names: z.array(z.string()) })),
});
export type ProfileDataView = z.infer<typeof profileData>;

/** Only a generated password is told, once: MLAnywhere does not keep it. */
const toldPassword = z.string().nullable();

const ofUser = name.extend({ email: z.string().min(1).max(254) });

export const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/api/installations/:name/users',
    role: 'viewer',
    summary: 'Everybody whom Dex, a Profile or a binding of the cluster names',
    params: name,
    response: z.object({ users: z.array(userView) }),
  },
  addUser: {
    method: 'POST',
    path: '/api/installations/:name/users',
    role: 'operator',
    summary: 'Add a user; Dex restarts. The answer has the password if it was generated',
    params: name,
    body: newUser,
    response: z.object({ email: z.string(), password: toldPassword }),
    status: 201,
  },
  changeUser: {
    method: 'POST',
    path: '/api/installations/:name/users/:email',
    role: 'operator',
    summary: 'Change what a user may do in namespaces of others, and the limits of the user’s own',
    params: ofUser,
    body: userChange,
    response: userView,
  },
  resetPassword: {
    method: 'POST',
    path: '/api/installations/:name/users/:email/password',
    role: 'operator',
    summary: 'Give a user another password; Dex restarts. The answer has the password if it was generated',
    params: ofUser,
    body: newUserFields.pick({ password: true }),
    response: z.object({ email: z.string(), password: toldPassword }),
  },
  previewUserRemoval: {
    method: 'GET',
    path: '/api/installations/:name/users/:email/removal',
    role: 'operator',
    summary: 'The Profiles of a user, and the data that goes with each',
    params: ofUser,
    response: z.object({ profiles: z.array(profileData) }),
  },
  removeUser: {
    method: 'DELETE',
    path: '/api/installations/:name/users/:email',
    role: 'operator',
    summary: 'Take a user’s login and rights away; `profile` names the user’s Profile to delete, with all data in it',
    params: ofUser,
    query: z.object({ profile: z.string().max(253).optional() }),
    response: z.object({
      /** False where Dex had no password of the user. */
      login: z.boolean(),
      removedProfile: z.string().nullable(),
      keptProfiles: z.array(z.string()),
    }),
  },
} as const satisfies Record<string, Route>;
