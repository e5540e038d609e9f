import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { readKubeflowFlags } from '../../installation/flags/read-flags.ts';
import type { Installation } from '../../installation/installation.ts';
import { addFlagsOf, givenWords } from './installation-flags.ts';

export interface TakeOverFlag {
  readonly takeOver?: readonly string[];
}

/** Adds the flag that answers a check of other owners. */
export function addTakeOverFlag(command: Command): Command {
  return addFlagsOf(command, {
    'spec.kubeflow.takeOver':
      'Software of other owners that may be changed, comma-separated: istio,cert-manager or installation:NAME (adds to spec.kubeflow.takeOver)',
  });
}

/** The installation with what the flag adds to it, so that it is recorded with it. Throws `installation.badFlags` where no Kubeflow is installed. */
export function withTakeOver(installation: Installation, flags: TakeOverFlag): Installation {
  if (flags.takeOver === undefined) return installation;
  const { kubeflow } = installation.spec;
  if (kubeflow === null)
    throw new MlaError('installation.badFlags', {
      problems: '--take-over is for installing Kubeflow, and spec.kubeflow is null',
    });
  const added = readKubeflowFlags(givenWords(flags), kubeflow).takeOver ?? [];
  return {
    ...installation,
    spec: {
      ...installation.spec,
      kubeflow: { ...kubeflow, takeOver: [...new Set([...(kubeflow.takeOver ?? []), ...added])] },
    },
  };
}
