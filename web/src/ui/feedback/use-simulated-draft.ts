import { useQuery } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { connectionsQuery } from '../../api/queries.ts';

/** Whether what the form describes would be made on something simulated. */
export function useSimulatedDraft(): boolean {
  const { control } = useFormContext<InstallationInput>();
  const cluster = useWatch({ control, name: 'spec.cluster' });
  const always = definitionOf(cluster.platform).simulated === true;
  const connections = useQuery({ ...connectionsQuery, enabled: !always });
  const connection = 'connection' in cluster ? cluster.connection : undefined;
  return always || connections.data?.some(({ name, simulated }) => name === connection && simulated === true) === true;
}
