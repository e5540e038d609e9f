/** Labels of an object or of the pods it makes. */
export type Labels = Readonly<Record<string, string>>;

/** A LabelSelector of the Kubernetes API; an empty one takes everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether a selector takes these labels. Without a selector everything is taken, as webhooks have it. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  const exact = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return exact && (selector?.matchExpressions ?? []).every((expression) => holds(expression, labels));
}

/** Whether a selector takes these labels because of a label that is there, not only because another one is missing. */
export function asksFor(selector: LabelSelector | undefined, labels: Labels): boolean {
  const positive =
    Object.keys(selector?.matchLabels ?? {}).length > 0 ||
    (selector?.matchExpressions ?? []).some(
      (expression) => expression.operator === 'In' || expression.operator === 'Exists',
    );
  return positive && selects(selector, labels);
}

function holds(expression: { key: string; operator: string; values?: readonly string[] }, labels: Labels): boolean {
  const value = labels[expression.key];
  const values = expression.values ?? [];
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
