import { useQuery } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { connectionsQuery } from '../../api/queries.ts';

/** Whether what the form describes would be made on something simulated. */
export function useSimulatedDraft(): boolean {
  const { control } = useFormContext<InstallationInput>();
  const cluster = useWatch({ control, name: 'spec.cluster' });
  const connections = useQuery({ ...connectionsQuery, enabled: cluster.platform !== 'sandbox' });
  if (cluster.platform === 'sandbox') return true;
  return connections.data?.some(({ name, simulated }) => name === cluster.connection && simulated === true) === true;
}
