import { isRecord } from './field-set.ts';
import { parseQuantity } from '../../kubernetes/objects/quantity.ts';

/** One thing that was said and is not so. */
export interface Difference {
  /** Field names joined by dots; places in lists in brackets. */
  readonly path: string;
  readonly said: unknown;
  readonly is: unknown;
}

/** Fields whose values are quantities: the API server writes `1000m` as `1`. Source: Kubernetes API reference. */
const quantityFields = /\.(requests|limits|hard|capacity)\.[^.]+$|\.(sizeLimit|averageValue)$/;

/**
 * What `said` says and `is` does not have. Whatever else `is` has is left
 * alone. Empty values (null, '', {}, [], false, 0) count as not said: the API
 * server leaves them out.
 */
export function findDifferences(said: unknown, is: unknown, path = ''): Difference[] {
  if (isEmpty(said) && isEmpty(is)) return [];
  if (Array.isArray(said) && Array.isArray(is)) {
    if (said.length !== is.length) return [{ path, said, is }];
    return said.flatMap((one: unknown, place) => findDifferences(one, is[place], `${path}[${place}]`));
  }
  if (isRecord(said) && isRecord(is))
    return Object.entries(said).flatMap(([field, value]) => findDifferences(value, is[field], `${path}.${field}`));
  return said === is || isSameQuantity(said, is, path) ? [] : [{ path, said, is }];
}

function isSameQuantity(said: unknown, is: unknown, path: string): boolean {
  if (!quantityFields.test(path)) return false;
  const amount = parseQuantity(String(said));
  // 0 is also what stands for no quantity at all.
  return amount !== 0 && amount === parseQuantity(String(is));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isRecord(value)) return Object.values(value).every(isEmpty);
  return value === null || value === undefined || value === '' || value === false || value === 0;
}
