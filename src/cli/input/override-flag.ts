import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { installationSchema, type Installation } from '../../installation/installation.ts';

export interface OverrideFlag {
  readonly override?: readonly string[];
}

/** Adds the flag that overrides failed preflight checks. */
export function addOverrideFlag(command: Command): Command {
  return command.option(
    '--override <check=reason>',
    'Continue although this preflight check fails; the reason is recorded; can be repeated (adds to spec.kubeflow.overrides)',
    (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
  );
}

/** The installation with what the flag adds to it, so that it is recorded with it. Throws `cli.badValue`, and `installation.badFlags` where no Kubeflow is installed. */
export function withOverrides(installation: Installation, { override }: OverrideFlag): Installation {
  if (override === undefined) return installation;
  const { kubeflow } = installation.spec;
  if (kubeflow === null)
    throw new MlaError('installation.badFlags', {
      problems: '--override is for installing Kubeflow, and spec.kubeflow is null',
    });
  const added = override.map(readOverride);
  const kept = (kubeflow.overrides ?? []).filter(({ check }) => !added.some((one) => one.check === check));
  return { ...installation, spec: { ...installation.spec, kubeflow: { ...kubeflow, overrides: [...kept, ...added] } } };
}

type Override = NonNullable<NonNullable<Installation['spec']['kubeflow']>['overrides']>[number];

const overrideShape = installationSchema.shape.spec.shape.kubeflow.unwrap().unwrap().shape.overrides.unwrap().element;

function readOverride(text: string): Override {
  const at = text.indexOf('=');
  const read = overrideShape.safeParse({ check: text.slice(0, Math.max(at, 0)), reason: text.slice(at + 1) });
  if (read.success) return read.data;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: '--override',
    expected: 'the id of a check, "=" and a reason of 3 to 500 characters',
    example: '--override capacity-memory="The autoscaler adds nodes"',
  });
}
