import { MlaError } from '../../errors/error.ts';
import { didYouMean } from '../../errors/did-you-mean.ts';
import type { ChosenComponents } from '../../installation/components/chosen-components.ts';
import type { ReleaseComponent } from '../release/release.ts';
import type { Link } from './component-links.ts';

/** Which components are installed: those chosen, and those they need, with why. */
export interface SelectedComponent {
  readonly component: ReleaseComponent;
  readonly chosen: boolean;
  readonly because: readonly string[];
}

/** The chosen components and everything they need, in the order of the release. Throws `kubeflow.componentUnknown` for a name the release does not have. */
export function selectComponents(request: {
  release: string;
  components: readonly ReleaseComponent[];
  chosen: readonly string[];
  links: readonly Link[];
}): SelectedComponent[] {
  const { components, chosen, links } = request;
  checkComponents(request);
  const taken = new Set(chosen);
  /* A Set is walked on while it grows, so needs of needs are found in the same pass. */
  for (const component of taken) {
    for (const link of links) if (link.from === component) taken.add(link.to);
  }
  return components
    .filter((component) => taken.has(component.name))
    .map((component) => ({
      component,
      chosen: chosen.includes(component.name),
      because: chosen.includes(component.name) ? [] : reasons(component.name, taken, links),
    }));
}

/** Throws `kubeflow.componentUnknown` for a name the release does not have. */
export function checkComponents({
  release,
  components,
  chosen,
}: {
  release: string;
  components: readonly { readonly name: string }[];
  chosen: ChosenComponents;
}): void {
  if (typeof chosen === 'string') return;
  const names = components.map(({ name }) => name);
  for (const component of chosen) {
    if (!names.includes(component))
      throw new MlaError('kubeflow.componentUnknown', {
        release,
        component,
        suggestion: didYouMean(component, names),
        available: names.join(', '),
      });
  }
}

function reasons(component: string, taken: ReadonlySet<string>, links: readonly Link[]): string[] {
  return links
    .filter((link) => link.to === component && taken.has(link.from))
    .map((link) => `${link.from} needs ${link.why}`);
}
