import { randomBytes } from 'node:crypto';
import { isError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import {
  completeCredentials,
  isComplete,
  restoreCredentials,
  type CredentialName,
  type Credentials,
  type SomeCredentials,
} from '../kubeflow/credentials/credentials.ts';
import type { Credentials as StoredCredentials, InstallationStore } from '../runs/store/installation-store.ts';

/** The credentials of installations in the store. */
export interface CredentialKeeper {
  /** What is stored; nothing where there is nothing yet. */
  find(installation: string): Promise<SomeCredentials>;
  /** Names of what is stored. */
  namesOf(installation: Installation): Promise<ReadonlySet<CredentialName>>;
  save(installation: Installation, credentials: Credentials): Promise<void>;
  /** The stored ones, with new ones for those that are missing: the same at every call. */
  keep(installation: Installation): Promise<Credentials>;
}

export function createCredentialKeeper(installations: InstallationStore): CredentialKeeper {
  const load = (name: string): Promise<StoredCredentials | undefined> =>
    installations.loadCredentials(name).catch((error: unknown) => {
      // No credentials yet, or no such installation: preflight may be asked before either.
      if (isError(error, 'run.nothingYet', 'run.installationNotFound')) return undefined;
      throw error;
    });
  const find = async (name: string): Promise<SomeCredentials> => valuesOf(await load(name));
  const save: CredentialKeeper['save'] = ({ metadata, spec }, credentials) =>
    installations.saveCredentials(metadata.name, toStored(spec.kubeflow?.user.email ?? '', credentials));

  return {
    find,
    save,
    namesOf: async ({ metadata }) => new Set(Object.keys(await find(metadata.name)) as CredentialName[]),

    async keep(installation) {
      const { name } = installation.metadata;
      const stored = await load(name);
      const known = valuesOf(stored);
      if (isComplete(known)) return known;
      const completed = await completeCredentials(known, randomBytes);
      if (stored !== undefined) {
        await save(installation, completed);
        return completed;
      }
      const kept = valuesOf(
        await installations.keepCredentials(name, () =>
          toStored(installation.spec.kubeflow?.user.email ?? '', completed),
        ),
      );
      return isComplete(kept) ? kept : completed;
    },
  };
}

function valuesOf(stored: StoredCredentials | undefined): SomeCredentials {
  return restoreCredentials(
    Object.fromEntries(Object.entries(stored?.others ?? {}).map(([name, secret]) => [name, secret.reveal()])),
  );
}

function toStored(email: string, credentials: Credentials): StoredCredentials {
  const { userPassword } = credentials;
  return { email, ...(userPassword !== undefined && { password: userPassword }), others: credentials };
}
