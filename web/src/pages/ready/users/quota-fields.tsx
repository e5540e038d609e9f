import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { userWords } from '../../../words/user-words.ts';

const words = userWords.form;

/** What Kubernetes limits, as far as every form asks for it. */
const usual = ['cpu', 'memory', 'requests.storage', 'requests.nvidia.com/gpu'] as const;

/** What is typed, by Kubernetes' name of the limit. Empty: no limit. */
export type QuotaDraft = Readonly<Record<string, string>>;

interface QuotaFieldsProps {
  /** Distinguishes the fields from those of other namespaces. */
  readonly id: string;
  readonly quota: QuotaDraft;
  readonly change: (quota: QuotaDraft) => void;
  /** What is wrong with a limit. */
  readonly errorOf: (limit: string) => string | undefined;
}

/** Limits of a namespace: the usual ones, and others that it has. */
export function QuotaFields({ id, quota, change, errorOf }: QuotaFieldsProps) {
  return [...new Set([...usual, ...Object.keys(quota)])].map((limit) => (
    <PlainField
      key={limit}
      id={`${id}-${limit}`}
      label={labelOf(limit)}
      value={quota[limit] ?? ''}
      change={(value) => change({ ...quota, [limit]: value })}
      hint={hintOf(limit)}
      error={errorOf(limit)}
    />
  ));
}

/** A limit as a person calls it; Kubernetes' own name for what forms do not ask for. */
export function labelOf(limit: string): string {
  return (words.quota as Readonly<Record<string, string>>)[limit] ?? limit;
}

function hintOf(limit: string): string {
  return (words.quotaHint as Readonly<Record<string, string>>)[limit] ?? words.quotaEmpty;
}
