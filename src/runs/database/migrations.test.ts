import { expect, test } from 'vitest';
import { tableChanges } from './migrations.ts';

/** Before there were several servers on one database, which are replaced one by one. */
const lastAlone = '008-verification';

/** What servers of the version before can live with: they neither see nor miss it. */
const expanding: readonly RegExp[] = [
  /^create table /,
  /^create index /,
  /^create function /,
  /^insert into \w+ /,
  /^alter table \w+ add column \w+ (?!.*\bnot null\b(?!.*\bdefault\b))/s,
];
/** No server of before deletes an entry of the audit list: a rule about deleting only lets newer ones do so. */
const aboutDeletingAudit =
  /^create (?:or replace function refuse_audit_change\(\)|trigger \w+ before delete on audit_entry)/;
/** They make reading fast and constrain nobody, so that a better one may take the place of one. */
const plainIndexes = new Set(
  Object.values(tableChanges).flatMap((statements) =>
    statements.flatMap((statement) => /^create index (\w+)/.exec(statement.trim())?.[1] ?? []),
  ),
);
/** A unique index or a trigger on a new table constrains nobody; on an old one it refuses what old servers write. */
function isExpanding(statement: string, newTables: readonly string[]): boolean {
  if (aboutDeletingAudit.test(statement)) return true;
  const dropped = /^drop index (\w+)$/.exec(statement)?.[1];
  if (dropped !== undefined) return plainIndexes.has(dropped);
  const limited = /^create (?:unique index|trigger) .*?\bon (\w+)/s.exec(statement)?.[1];
  if (limited !== undefined) return newTables.includes(limited);
  return expanding.some((form) => form.test(statement));
}

/** Statements that would break a server of the version before while it runs, with the name of their migration. */
function breaking(changes: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(changes)
    .filter(([name]) => name > lastAlone)
    .flatMap(([name, statements]) => {
      const newTables = statements.flatMap((statement) => /^create table (\w+)/.exec(statement)?.[1] ?? []);
      return statements
        .map((statement) => statement.trim())
        .filter((statement) => !isExpanding(statement, newTables))
        .map((statement) => `${name}: ${statement}`);
    });
}

test('migrations only add, so that servers of the version before run on while they are replaced', () => {
  expect(breaking(tableChanges)).toEqual([]);
});

test.each([
  'drop table verification',
  'drop index person_name',
  'alter table run drop column options',
  'alter table run rename column options to wishes',
  'alter table run rename to job',
  'alter table run alter column kind type integer',
  'alter table run add column host text not null',
  'create unique index one on run (installation)',
  "update run set kind = 'create'",
  'delete from session',
])('a migration that would break them is found: %s', (statement) => {
  expect(breaking({ '999-next': [statement] })).toEqual([`999-next: ${statement}`]);
});

test('a new column may be null or have a default, and a new table may have a unique index', () => {
  const statements = [
    'create table a (b text)',
    'create unique index c on a (b)',
    'alter table run add column host text',
    "alter table run add column host text not null default ''",
  ];
  expect(breaking({ '999-next': statements })).toEqual([]);
});
