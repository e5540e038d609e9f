import { PlainField } from '../ui/fields/plain-field.tsx';

const words = {
  label: 'Certificate of the proxy’s authority (PEM)',
  hint: 'For a proxy that inspects traffic or speaks TLS itself. Trusted beside the authorities of the server, for this connection alone. Downloads and login services follow MLA_CA_FILE of the server. A cluster whose kubeconfig names its authority accepts no other.',
} as const;

interface AuthorityFieldProps {
  /** After a test the same field can be on the page twice. */
  readonly id?: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly change: (authorities: string) => void;
}

/** The authority of a proxy that inspects, for one connection. */
export function AuthorityField({ id = 'connection-authorities', value, problem, change }: AuthorityFieldProps) {
  return (
    <PlainField id={id} label={words.label} hint={words.hint} rows={4} value={value} error={problem} change={change} />
  );
}
