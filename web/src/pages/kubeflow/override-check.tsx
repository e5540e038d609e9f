import { Button, TextInput } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { CheckResult } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.preflight.override;
const shortest = 3;

/** The checks that the form overrides, each with its reason. */
export function useOverrides(): ReadonlyMap<string, string> {
  const { control } = useFormContext<InstallationInput>();
  const overrides = useWatch({ control, name: 'spec.kubeflow.overrides' }) ?? [];
  return new Map(overrides.map(({ check, reason }) => [check, reason]));
}

/** Lets a run continue although a check fails, with a reason; or takes that back. */
export function OverrideCheck({ id, overridden }: Pick<CheckResult, 'id' | 'overridden'>) {
  const { getValues, setValue } = useFormContext<InstallationInput>();
  const [reason, setReason] = useState('');
  const { shown, check } = useProblems({ reason: reason.trim().length < shortest ? words.tooShort : undefined });
  const row = useRef<HTMLDivElement>(null);
  const others = () => (getValues('spec.kubeflow.overrides') ?? []).filter((one) => one.check !== id);
  const store = (overrides: { check: string; reason: string }[]) =>
    setValue('spec.kubeflow.overrides', overrides.length === 0 ? undefined : overrides, { shouldDirty: true });
  if (overridden !== undefined)
    return (
      <p>
        {words.done(overridden)}{' '}
        <Button variant="link" isInline onClick={() => store(others())}>
          {words.undo}
        </Button>
      </p>
    );
  return (
    <details>
      <summary>{words.offer}</summary>
      <div className="mla-row" ref={row}>
        <TextInput
          aria-label={words.reason(id)}
          placeholder={words.placeholder}
          value={reason}
          aria-describedby={`override-${id}-note`}
          aria-invalid={shown.reason !== undefined}
          validated={shown.reason === undefined ? 'default' : 'error'}
          maxLength={500}
          onChange={(_, text) => setReason(text)}
        />
        <Button
          variant="secondary"
          size="sm"
          onClick={() => check(row.current, () => store([...others(), { check: id, reason: reason.trim() }]))}
        >
          {words.confirm}
        </Button>
      </div>
      <FieldNote id={`override-${id}-note`} error={shown.reason} />
    </details>
  );
}
