import { sayCount } from '../../../api/say-count.ts';
import { ownerOf, signatureOf } from '../../ownership/owner.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';
import type { RemovalCase } from '../removal.ts';
import { sayPresent } from './find-traces.ts';

/** What Kubernetes puts into every namespace. */
export function isOfKubernetes({ type, metadata }: PresentObject): boolean {
  const kind = kindName(type);
  if (kind === 'persistentvolumeclaims') return true;
  return (
    ownerOf(metadata).name.startsWith('kube-') ||
    (kind === 'serviceaccounts' && metadata.name === 'default') ||
    (kind === 'configmaps' && metadata.name === 'kube-root-ca.crt')
  );
}

/** Whether an object bears the mark of a tool, or of another installation. */
export function isSigned({ metadata }: PresentObject, { installation }: Pick<RemovalCase, 'installation'>): boolean {
  const owner = ownerOf(metadata);
  return signatureOf(metadata) !== undefined || (owner.kind === 'installation' && owner.name !== installation);
}

export function sayOwner({ metadata }: PresentObject): string {
  const { kind, name } = ownerOf(metadata);
  return kind === 'installation' ? `the installation ${name}` : name;
}

/** The first of some objects and how many more, with its verb. */
export function sayFirst(objects: readonly PresentObject[]): string {
  const [first] = objects;
  const more = objects.length - 1;
  const others = more === 0 ? '' : ` and ${sayCount(more, 'other object')}`;
  return `${first === undefined ? '' : sayPresent(first)}${others} ${more === 0 ? 'is' : 'are'}`;
}
