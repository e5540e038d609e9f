import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { connectorSecretName } from '../../../../../src/installation/login/login.ts';

/** Client secrets that a person typed, by connector. They live as long as the page, and go to the server with the installation. */
export interface GivenSecrets {
  readonly values: Readonly<Record<string, string>>;
  readonly give: (connector: string, value: string) => void;
}

const SecretsOfForm = createContext<GivenSecrets>({ values: {}, give: () => undefined });

export function useGivenSecrets(): GivenSecrets {
  return useContext(SecretsOfForm);
}

export function KeepSecrets({ children }: { children: ReactNode }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const kept = useMemo<GivenSecrets>(
    () => ({ values, give: (connector, value) => setValues((before) => ({ ...before, [connector]: value })) }),
    [values],
  );
  return <SecretsOfForm value={kept}>{children}</SecretsOfForm>;
}

/** As the server takes them: those of these connectors, under the names that they are stored by. */
export function secretsOf(
  connectors: readonly { readonly id: string }[],
  { values }: Pick<GivenSecrets, 'values'>,
): { readonly secrets?: Record<string, string> } {
  const given = connectors.flatMap(({ id }) => {
    const value = values[id] ?? '';
    return value === '' ? [] : [[connectorSecretName(id), value] as const];
  });
  return given.length === 0 ? {} : { secrets: Object.fromEntries(given) };
}
