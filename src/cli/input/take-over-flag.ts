import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { installationSchema, type Installation } from '../../installation/installation.ts';

export interface TakeOverFlag {
  readonly takeOver?: string;
}

/** Adds the flag that answers a check of other owners. */
export function addTakeOverFlag(command: Command): Command {
  return command.option(
    '--take-over <words>',
    'Software of other owners that may be changed, comma-separated: istio,cert-manager or installation:NAME (adds to spec.kubeflow.takeOver)',
  );
}

/** The installation with what the flag adds to it, so that it is recorded with it. Throws `installation.invalid` where no Kubeflow is installed. */
export function withTakeOver(installation: Installation, { takeOver }: TakeOverFlag): Installation {
  if (takeOver === undefined) return installation;
  const { kubeflow } = installation.spec;
  if (kubeflow === null)
    throw new MlaError('installation.invalid', {
      problems: '--take-over is for installing Kubeflow, and spec.kubeflow is null',
    });
  const words = takeOver
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return installationSchema.parse({
    ...installation,
    spec: {
      ...installation.spec,
      kubeflow: { ...kubeflow, takeOver: [...new Set([...(kubeflow.takeOver ?? []), ...words])] },
    },
  });
}
