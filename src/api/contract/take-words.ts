/** What is removed of a Kubeflow that MLAnywhere did not install, beside what equals a release: each needs its word. */
export const takeWords = {
  different: 'not as the release has it',
  programs: 'made by programs of Kubeflow, and in no release',
  users: 'made by users, of the kinds of Kubeflow or in their namespaces',
} as const;
export type TakeWord = keyof typeof takeWords;
