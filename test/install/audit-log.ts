import { readFile } from 'node:fs/promises';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';

/** One write as the API server counted it. */
interface AuditEntry {
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly objectRef: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  };
  readonly responseStatus: { readonly code: number };
}

export interface Writes {
  /** How often each object was sent, by `plural.group namespace/name`. */
  readonly sent: ReadonlyMap<string, number>;
  /** Statuses of 400 and above, with the object. */
  readonly rejected: readonly string[];
}

/** The installer's own writes (user `admin`) in the API server's audit log, those before line `from` left out. */
export async function readWrites(auditLog: string, from = 0): Promise<Writes> {
  const lines = await readLines(auditLog);
  const entries = lines
    .slice(from)
    .map((line) => JSON.parse(line) as AuditEntry)
    .filter(({ user }) => user.username === 'admin');
  const sent = new Map<string, number>();
  for (const { objectRef } of entries) {
    const object = nameOf({
      plural: objectRef.resource,
      group: objectRef.apiGroup ?? '',
      namespace: objectRef.namespace,
      name: objectRef.name ?? '',
    });
    sent.set(object, (sent.get(object) ?? 0) + 1);
  }
  const rejected = entries
    .filter(({ responseStatus }) => responseStatus.code >= 400)
    .map(({ objectRef, responseStatus }) => `${responseStatus.code} ${objectRef.resource} ${objectRef.name ?? ''}`);
  return { sent, rejected };
}

/** Where the log ends now: what an install writes comes after. */
export async function auditLogEnd(auditLog: string): Promise<number> {
  return (await readLines(auditLog)).length;
}

/** What the audit log says when every object of a plan was sent exactly once. */
export function eachOnce(plan: Plan): ReadonlyMap<string, number> {
  return new Map(
    plan.objects.map(({ type, key }) => [
      nameOf({ plural: type.plural, group: type.group, namespace: key.namespace, name: key.name }),
      1,
    ]),
  );
}

async function readLines(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
}

function nameOf(object: { plural: string; group: string; namespace: string | undefined; name: string }): string {
  const place = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  // A namespace is reported as lying in itself.
  return `${object.plural}.${object.group} ${object.plural === 'namespaces' ? object.name : place}`;
}
