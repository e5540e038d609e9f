import type { Command } from 'commander';
import { kubeflowFlags, withKubeflowFlags } from '../../installation/flags/kubeflow-flags.ts';
import { installationSchema, type Installation } from '../../installation/installation.ts';
import { addOverFile, givenWords } from './installation-flags.ts';

/** Adds a flag for each field of Kubeflow to a command that takes an installation from a file. */
export function addKubeflowFlags(command: Command): Command {
  return addOverFile(command, kubeflowFlags);
}

/** The installation of a file with what the flags say of Kubeflow. Throws `installation.badFlags`. */
export function withFlagsOver<Of extends Installation>(installation: Of, flags: object): Of {
  return withKubeflowFlags(installation, givenWords(flags));
}

type WithKubeflow = Installation & { readonly spec: { readonly kubeflow: object } };

/** The installation of a file, with Kubeflow also where it has none; without a file, all of Kubeflow on any cluster. */
export function kubeflowOf(described: Installation | undefined): WithKubeflow {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: described?.metadata.name ?? 'preflight' },
    spec: {
      cluster: described?.spec.cluster ?? { platform: 'existing', connection: 'preflight' },
      kubeflow: described?.spec.kubeflow ?? {},
    },
  }) as WithKubeflow;
}
