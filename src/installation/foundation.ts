/** Software below Kubeflow that a company often has already, by the component that brings it. An id stays: saved installations name it. */
export const foundationIds = ['cert-manager', 'istio', 'knative'] as const;
export type FoundationId = (typeof foundationIds)[number];

/** `ours`: the plan installs it. `yours`: the plan uses what the cluster has. `none`: the plan goes without. */
export const foundationChoices = ['ours', 'yours', 'none'] as const;
type FoundationChoice = (typeof foundationChoices)[number];

/** What an installation says of each. */
export type FoundationWish = Readonly<Record<FoundationId, FoundationChoice>>;
