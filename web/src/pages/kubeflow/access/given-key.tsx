import type { Installation } from '../../../../../src/installation/installation.ts';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { accessWords } from '../../../words/access-words.ts';
import { type GivenSecrets, secretsOf, useGivenSecrets } from '../login/given-secrets.tsx';

/** Where the form keeps it: no connector can have this name. */
const place = 'access:key';
/** Under which the server stores it. */
const keyName = 'tls-key';

/** The key of certificate files. No part of the installation: it goes to the server with it, and is kept nowhere here. */
export function KeyField() {
  const { values, give } = useGivenSecrets();
  const { label, hint } = accessWords.key;
  return (
    <PlainField
      id="access-key"
      label={label}
      hint={hint}
      value={values[place] ?? ''}
      change={(value) => give(place, value)}
      rows={5}
    />
  );
}

/** All secret values that were typed for this installation, as the server takes them. */
export function secretsOfForm(
  { spec: { kubeflow } }: Installation,
  given: Pick<GivenSecrets, 'values'>,
): { readonly secrets?: Record<string, string> } {
  const ofConnectors = secretsOf(kubeflow?.login?.connectors ?? [], given);
  const key = given.values[place] ?? '';
  if (key.trim() === '' || kubeflow?.access.tls?.from !== 'files') return ofConnectors;
  return { secrets: { ...ofConnectors.secrets, [keyName]: key } };
}
