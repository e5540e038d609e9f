import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { keyText } from '../../../kubernetes/objects/object.ts';
import type { Inventory, Item } from '../../plan/inventory.ts';
import { hasOtherImages } from '../../ownership/versions.ts';
import { podTemplateOf } from '../../plan/requirements/pod-template.ts';
import { findDatabases, type Database } from './databases.ts';
import type { ChangedObject } from './upgrade-facts.ts';

/** Databases of which the server or a program that opens them gets another image, and object stores of which the server does. */
export function changedDatabases({
  changed,
  inventory,
}: {
  readonly changed: readonly ChangedObject[];
  readonly inventory: Inventory;
}): (Database & { readonly changedBy: readonly Item[] })[] {
  const otherImages = new Set(
    changed
      .filter(({ found: { object }, planned }) => {
        const item = inventory.find(planned.key);
        return object !== undefined && item !== undefined && hasOtherImages(object, item.object);
      })
      .map(({ planned }) => keyText(planned.key)),
  );
  return findDatabases(inventory).flatMap((database) => {
    const opening = database.holds === 'tables' ? database.clients : [];
    const changedBy = [database.server, ...opening].filter(({ key }) => otherImages.has(keyText(key)));
    return changedBy.length === 0 ? [] : [{ ...database, changedBy }];
  });
}

/** The commands that save the data of such databases, before the upgrade. */
export function findBackups(given: {
  readonly changed: readonly ChangedObject[];
  readonly inventory: Inventory;
}): UpgradePlan['backups'] {
  return changedDatabases(given).flatMap(({ server, claims }) => {
    const dump = dumpOf(server);
    return dump === undefined
      ? []
      : claims.map((claim) => ({ claim: `${server.key.namespace ?? ''}/${claim}`, command: dump }));
  });
}

/**
 * The commands run in the server's own container: the program that dumps is in
 * its image, in the version of its data, and the password in its environment.
 * Sources: images mysql, postgres and chrislusf/seaweedfs (Alpine, with tar).
 */
const dumps: readonly { readonly image: RegExp; readonly program: string; readonly file: string }[] = [
  {
    image: /(mysql|mariadb)/,
    program:
      'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump -u root --all-databases --single-transaction --routines --events',
    file: 'sql',
  },
  { image: /postgres/, program: 'pg_dumpall -U "${POSTGRES_USER:-postgres}"', file: 'sql' },
  { image: /(seaweedfs|minio)/, program: 'tar -C /data -cf - .', file: 'tar' },
];

function dumpOf({ key, object }: Item): string | undefined {
  for (const { image = '', name } of podTemplateOf(object)?.spec.containers ?? []) {
    const dump = dumps.find((one) => one.image.test(image));
    if (dump !== undefined)
      return `kubectl -n ${key.namespace ?? ''} exec ${key.kind.toLowerCase()}/${key.name} -c ${name} -- sh -c '${dump.program}' > ${key.name}.${dump.file}`;
  }
  return undefined;
}
