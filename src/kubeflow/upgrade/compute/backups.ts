import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { keyText } from '../../../kubernetes/objects/object.ts';
import type { Inventory, Item } from '../../plan/inventory.ts';
import { hasOtherImages } from '../../ownership/versions.ts';
import { podTemplateOf } from '../../plan/requirements/pod-template.ts';
import { findDatabases, type Database } from './databases.ts';
import type { ChangedObject } from './upgrade-facts.ts';

/** Databases of which the server or a program that opens them gets another image. */
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
    const changedBy = [database.server, ...database.clients].filter(({ key }) => otherImages.has(keyText(key)));
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

/** The dump program is in the image of the server, and its password in the server's environment. Sources: images mysql and postgres. */
function dumpOf({ key, object }: Item): string | undefined {
  const container = podTemplateOf(object)?.spec.containers.find(({ image = '' }) =>
    /(mysql|mariadb|postgres)/.test(image),
  );
  if (container === undefined) return undefined;
  const { image = '', name } = container;
  const program = image.includes('postgres')
    ? 'pg_dumpall -U "${POSTGRES_USER:-postgres}"'
    : 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump -u root --all-databases --single-transaction';
  return `kubectl -n ${key.namespace ?? ''} exec ${key.kind.toLowerCase()}/${key.name} -c ${name} -- sh -c '${program}' > ${key.name}.sql`;
}
