/** Choices of components that have a name of their own. */
export const componentSets = ['all', 'light'] as const;
export type ComponentSet = (typeof componentSets)[number];

/** What of a release is installed: a set by its name, or components by theirs. What they require is added. */
export type ChosenComponents = ComponentSet | readonly string[];

/** What the light choice is for: to log in, open the dashboard and work in notebooks. */
const lightPurposes: readonly string[] = ['login', 'notebooks'];

/** The components of a choice by name. A list stays as it is, also with names that the release does not have. */
export function namesOfChosen(
  chosen: ChosenComponents,
  components: readonly { readonly name: string; readonly purpose: string }[],
): readonly string[] {
  if (typeof chosen !== 'string') return chosen;
  return components
    .filter(({ purpose }) => chosen === 'all' || lightPurposes.includes(purpose))
    .map(({ name }) => name);
}
