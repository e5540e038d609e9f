import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { resourceName } from '../../../../src/installation/resource-name.ts';
import { clusterNameQuery } from '../../api/queries.ts';
import { platformPages } from '../../platforms/registry.ts';
import { TextField } from '../../ui/fields/text-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

const path = 'metadata.name';

/** The name, looked up while it is typed. A look-up that fails is said, and blocks nothing. */
export function ClusterNameField({ fixed }: { fixed: boolean }) {
  const { control } = useFormContext<InstallationInput>();
  const name = useWatch({ control, name: path });
  const cluster = useWatch({ control, name: 'spec.cluster' });
  const settled = useSettled(name, 350);
  const connection = platformPages[cluster.platform].looksUpNames && 'connection' in cluster ? cluster.connection : '';
  const enabled = !fixed && connection !== '' && resourceName.safeParse(settled).success;
  const check = useQuery({ ...clusterNameQuery(connection, settled), enabled });
  const isCurrent = enabled && settled === name;
  const problem = isCurrent && check.data?.free === false ? clusterWords.name.taken : undefined;
  const note = enabled ? noteOf(isCurrent && !check.isFetching ? check : undefined) : clusterWords.name.hint;
  return (
    <TextField
      path={path}
      problem={problem}
      label={clusterWords.name.label}
      hint={<span role="status">{note}</span>}
      required
    />
  );
}

/** What the look-up says; undefined while it is under way. */
function noteOf(
  check: { readonly isError: boolean; readonly data: { readonly free: boolean } | undefined } | undefined,
): string {
  if (check === undefined) return clusterWords.name.checking;
  if (check.isError) return clusterWords.name.unknown;
  return check.data?.free === true ? clusterWords.name.free : clusterWords.name.hint;
}

/** The value once it has not changed for a while. */
function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
