import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { dexNames } from '../login/dex-config.ts';
import { isObject, type ObjectPatch } from '../patches/object-patch.ts';
import { withKeptLogins, type KeptLogins } from '../users/kept-logins.ts';

/** The first user of the releases as they are published. */
const publishedEmails = ['user@example.com', 'someone@sample.example'] as const;

/**
 * Patches that make someone the first user: at the login page and as owner of
 * the first workspace. Both must say the same, letter for letter, or the user
 * logs in to an empty dashboard; dex turns addresses into lower case.
 */
export function userPatches(user: { readonly email: string }, kept?: KeptLogins): ObjectPatch[] {
  const email = user.email.toLowerCase();
  const why = 'The published user is nobody.';
  return [
    {
      what: 'first user at the login page',
      why,
      isFor: isObject({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'auth', name: 'dex' }),
      change: { object: (object) => withKept(inConfig(object, dexNames.file, email), kept) },
      missed: {
        component: 'dex',
        complaint: 'The user in dex’s settings is not where MLAnywhere knows it. Look who may log in.',
      },
    },
    {
      what: 'owner of the first profile',
      why,
      isFor: (key) => key.kind === 'Profile',
      change: {
        object: (object) => {
          const { owner, ...spec } = object['spec'] as { owner: { kind: string; name: string } };
          return isPublished(owner.name)
            ? { ...object, spec: { ...spec, owner: { ...owner, name: email } } }
            : undefined;
        },
      },
      missed: {
        component: 'user-profile',
        complaint: 'The first profile is not owned by the published user. Look whose it is.',
      },
    },
    {
      what: 'first user at the login page',
      why,
      isFor: isObject({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'sample-login', name: 'login-page' }),
      change: { object: (object) => inConfig(object, 'settings.yaml', email) },
    },
    {
      what: 'owner of the first workspace',
      why,
      isFor: (key) => key.kind === 'Workspace',
      change: {
        object: (object) => {
          const spec = object['spec'] as { owner: string };
          return isPublished(spec.owner) ? { ...object, spec: { ...spec, owner: email } } : undefined;
        },
      },
    },
  ];
}

/** Users and connectors of the cluster stay when the settings are sent again. */
function withKept(object: KubernetesObject | undefined, kept: KeptLogins | undefined): KubernetesObject | undefined {
  if (object === undefined || kept === undefined) return object;
  const data = object['data'] as Record<string, string>;
  return { ...object, data: { ...data, [dexNames.file]: withKeptLogins(data[dexNames.file] ?? '', kept) } };
}

function isPublished(email: string): boolean {
  return publishedEmails.some((published) => published === email);
}

/** The address is in YAML inside a ConfigMap; JSON quotes it so that no address can mean anything else there. */
function inConfig(object: KubernetesObject, file: string, email: string): KubernetesObject | undefined {
  const data = object['data'] as Record<string, string>;
  const text = data[file] ?? '';
  const changed = publishedEmails.reduce(
    (current, published) => current.replace(`email: ${published}`, () => `email: ${JSON.stringify(email)}`),
    text,
  );
  return changed === text ? undefined : { ...object, data: { ...data, [file]: changed } };
}
