import { sayCount } from '../../api/say-count.ts';
import { judgeDefinitions } from './judge-definitions.ts';
import { judgeForeign } from './judge-foreign.ts';
import { findOtherRelease } from './installed-release.ts';
import { sayObject } from './say-object.ts';
import { installationWord } from './system.ts';
import type { OwnershipCase, Refusal, Taken, Verdict } from './verdict.ts';
import { installationLabel } from '../plan/marks.ts';

/** Whether an install may begin on a cluster, and what it leaves alone or takes over there. */
export function judgeOwnership(given: OwnershipCase): Verdict {
  const foreign = judgeForeign(given);
  const other = judgeOtherInstallations(given);
  const definitions = judgeDefinitions(given);
  return {
    refusals: [...foreign.refusals, ...other.refusals, ...judgeRelease(given), ...definitions.refusals],
    taken: [...foreign.taken, ...other.taken],
    kept: definitions.kept,
    leftOver: other.leftOver,
  };
}

/** What keeps data or runs: while there is some of it, an installation is in use. */
const inUse: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Secret',
  'PersistentVolumeClaim',
]);

function judgeOtherInstallations({
  installation,
  takeOver,
  survey,
}: OwnershipCase): Pick<Verdict, 'refusals' | 'taken' | 'leftOver'> {
  const byName = Map.groupBy(
    survey.found.filter(({ owner }) => owner.kind === 'installation' && owner.name !== installation),
    ({ owner }) => owner.name,
  );
  const refusals: Refusal[] = [];
  const taken: Taken[] = [];
  const left: string[] = [];
  for (const [name, found] of byName) {
    const lives =
      found.some(({ planned }) => inUse.has(planned.key.kind)) ||
      survey.workloads.some(({ labels }) => labels?.[installationLabel] === name);
    const word = installationWord(name);
    if (!lives)
      left.push(`${sayCount(found.length, 'object')} of the installation ${name}, of which nothing runs any more`);
    else if (takeOver.includes(word))
      taken.push({
        word,
        what: `the installation ${name}`,
        objects: found.map(({ planned }) => sayObject(planned.key)),
      });
    else
      refusals.push({
        question: 'other-installation',
        evidence: `The installation ${name} of MLAnywhere has this cluster: ${sayCount(found.length, 'object')} of this plan ${found.length === 1 ? 'is' : 'are'} labelled ${installationLabel}=${name}.`,
        fix: `Apply the installation under the name ${name}, or use another cluster. To take everything over under the name ${installation}: --take-over ${word}. Passwords are then read back from the cluster.`,
        field: 'spec.kubeflow.takeOver',
      });
  }
  return { refusals, taken, leftOver: left.length === 0 ? undefined : left.join('; ') };
}

/** A release as commands take it: that of Kubeflow by its version alone. */
function flagOf({ name, version }: OwnershipCase['plan']['release']): string {
  return name === 'kubeflow' ? version : `${name}@${version}`;
}

function judgeRelease({ plan, survey, installation, upgrading = false }: OwnershipCase): Refusal[] {
  const other = findOtherRelease(plan, survey);
  if (other === undefined) return [];
  const isOwn = other.owner.kind === 'installation' && other.owner.name === installation;
  if (isOwn && upgrading) return [];
  const { name = 'Another release of Kubeflow', owner, evidence } = other;
  const by = owner.kind === 'installation' ? `the installation ${owner.name}` : owner.name;
  return [
    {
      question: 'earlier-kubeflow',
      evidence: `${name} is installed, by ${by}: ${evidence} This installation asks for ${plan.release.version}.`,
      fix: isOwn
        ? `See what an upgrade would change: \`mla upgrade ${installation} --release ${flagOf(plan.release)} --plan\`. The same without --plan carries it out. Or keep the installed release (spec.kubeflow.release).`
        : 'MLAnywhere upgrades what it has installed under the same name. Keep the installed release (spec.kubeflow.release), or use another cluster.',
      field: 'spec.kubeflow.release',
    },
  ];
}
