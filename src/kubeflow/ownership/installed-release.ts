import { sayRelease } from '../../api/say-release.ts';
import { releaseOfText, releaseText } from '../plan/object-text.ts';
import type { Plan } from '../plan/plan.ts';
import { knownReleases } from '../releases/known-releases.ts';
import { sayObject } from './say-object.ts';
import type { Found, Survey } from './survey.ts';
import { imageName, imagesOf } from './versions.ts';
import { releaseAnnotation } from '../plan/marks.ts';

/** Another release than the plan's that runs in the cluster. */
export interface InstalledRelease {
  /** For example `Kubeflow 26.03`; undefined when nothing tells which one. */
  readonly name: string | undefined;
  /** Who installed it: the name of an installation, or a tool. */
  readonly owner: Found['owner'];
  /** What tells so, in a sentence. */
  readonly evidence: string;
}

/** Components that are Kubeflow itself; the others (Istio, Knative, KServe …) are there without it too, and somebody's own. */
const kubeflowItself: ReadonlySet<string> = new Set(['dashboard', 'notebooks', 'pipelines', 'katib']);

const workloads: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** The release that runs in the cluster, when it is another one than the plan's. What merely was left behind does not count: nothing of it runs. */
export function findOtherRelease(plan: Plan, { found }: Survey): InstalledRelease | undefined {
  const running = found.filter(({ planned, unchanged }) => workloads.has(planned.key.kind) && !unchanged);
  const wanted = releaseText(plan.release);
  for (const one of running) {
    const marked = one.metadata.annotations?.[releaseAnnotation];
    if (marked !== undefined && marked !== wanted)
      return {
        name: sayMarked(marked),
        owner: one.owner,
        evidence: `${sayObject(one.planned.key)} is of ${sayMarked(marked)}.`,
      };
  }
  const foreign = running.filter(
    ({ metadata, planned, owner }) =>
      metadata.annotations?.[releaseAnnotation] === undefined &&
      (owner.kind === 'installation' || kubeflowItself.has(planned.component)),
  );
  for (const one of foreign) {
    const [there, here] = [
      imagesOf(one.object ?? emptyObject),
      imagesOf(JSON.parse(one.planned.body) as typeof emptyObject),
    ];
    const other = there.find(
      (image) => !here.includes(image) && here.some((own) => imageName(own) === imageName(image)),
    );
    if (other !== undefined)
      return {
        name: nameByImages(foreign),
        owner: one.owner,
        evidence: `${sayObject(one.planned.key)} runs ${other}, and this release has ${here.join(', ')}.`,
      };
  }
  return undefined;
}

const emptyObject = { apiVersion: '', kind: '', metadata: { name: '' } };

function nameByImages(found: readonly Found[]): string | undefined {
  const there = found.flatMap(({ object }) => (object === undefined ? [] : imagesOf(object)));
  const known = knownReleases.find(({ images }) =>
    images.some((image) => there.some((one) => one.endsWith(`/${image}`))),
  );
  return known && `Kubeflow ${known.version}`;
}

/** The annotation's `kubeflow 26.03` as a person writes it. */
function sayMarked(text: string): string {
  return sayRelease(releaseOfText(text));
}
