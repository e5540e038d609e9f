import { randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { PersonChange, PersonView } from '../../api/contract.ts';
import { owner, type Principal, type Role } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import type { Tables } from '../../runs/database/schema.ts';
import type { Writer } from '../../runs/store/run-rows.ts';
import { hashPassword, isPasswordOf } from '../login/passwords.ts';

/** The person to whom the server's token belongs. Always there, always an admin. */
export const ownerId = owner.id;

/** What a request needs to know of a person. */
export interface Account {
  readonly principal: Principal;
  /** Installations that are granted by name. */
  readonly granted: readonly string[];
  /** Operator's rights end at these. */
  readonly onlyGranted: boolean;
}

export interface People {
  /** Undefined for somebody who is disabled or not there any more. */
  findAccount(id: string): Promise<Account | undefined>;
  /** Undefined for a wrong name or password; takes as long for either. */
  findByPassword(name: string, password: string): Promise<string | undefined>;
  /** Those who have been here longest first; the page begins after the person with the id `after`. Throws `people.notFound` for an unknown one. */
  list(page: { readonly limit: number; readonly after?: string | undefined }): Promise<PersonView[]>;
  /** Throws `people.notFound`. By id or by name. */
  get(person: string): Promise<PersonView>;
  /** Throws `people.nameTaken`. */
  add(person: NewPerson): Promise<PersonView>;
  /** Throws `people.notFound`, `people.nameTaken` and `people.ownerStays`. */
  change(id: string, change: PersonChange): Promise<PersonView>;
  /** Throws `people.notFound` and `people.ownerStays`. */
  remove(id: string): Promise<void>;
  /** Whether anybody has a password. */
  havePasswords(): Promise<boolean>;
  isOwnPassword(id: string, password: string): Promise<boolean>;
  /** Null takes it away: only links log this person in. */
  setPassword(id: string, password: string | null): Promise<void>;
}

export interface NewPerson {
  readonly name: string;
  readonly email?: string | undefined;
  readonly role: Role;
  readonly scope: PersonView['scope'];
  readonly grant: readonly string[];
}

type Row = Pick<
  Selectable<Tables['person']>,
  'id' | 'name' | 'email' | 'role' | 'only_granted' | 'disabled' | 'password' | 'created_at' | 'last_login_at'
> & { readonly granted: string[] };

export function openPeople(database: Database): People {
  const select = (reader: Pick<Writer, 'selectFrom'> = database.sql) =>
    reader
      .selectFrom('person')
      .selectAll()
      .select(
        sql<
          string[]
        >`array(select installation from person_installation where person = person.id order by installation)`.as(
          'granted',
        ),
      );

  const find = async (person: string): Promise<Row> => {
    const row = await select()
      .where((column) => column.or([column('id', '=', person), column(sql`lower(name)`, '=', person.toLowerCase())]))
      .executeTakeFirst();
    if (row === undefined) throw new MlaError('people.notFound', { person });
    return row;
  };

  return {
    async findAccount(id) {
      const row = await select().where('id', '=', id).where('disabled', '=', false).executeTakeFirst();
      return row && { principal: principalOf(row), granted: row.granted, onlyGranted: row.only_granted };
    },

    async findByPassword(name, password) {
      const row = await select()
        .where(sql`lower(name)`, '=', name.toLowerCase())
        .executeTakeFirst();
      const isRight = await isPasswordOf(password, row?.password ?? null);
      return isRight ? row?.id : undefined;
    },

    async list({ limit, after }) {
      let query = select().orderBy('created_at').orderBy('id').limit(limit);
      // Compares the database's own timestamps: a `Date` is a thousand times coarser.
      if (after !== undefined) {
        await find(after);
        query = query.where(
          sql<boolean>`(created_at, id) > (select last.created_at, last.id from person as last where last.id = ${after})`,
        );
      }
      return (await query.execute()).map(viewOf);
    },

    get: async (person) => viewOf(await find(person)),

    async add({ name, email, role, scope, grant: granted }) {
      const id = randomUUID();
      await database.write(async (writer) => {
        await refuseTakenName(writer, name);
        await writer
          .insertInto('person')
          .values({
            id,
            name,
            email: email ?? null,
            role,
            only_granted: scope === 'granted',
            created_at: sql<Date>`now()`,
          })
          .execute();
        await grant(writer, id, granted);
      });
      return viewOf(await find(id));
    },

    async change(id, { name, email, role, scope, grant: granted = [], revoke: revoked = [], disabled }) {
      const isLess = disabled === true || (role !== undefined && role !== 'admin');
      if (id === ownerId && isLess) throw new MlaError('people.ownerStays');
      const before = await find(id);
      await database.write(async (writer) => {
        if (name !== undefined && name.toLowerCase() !== before.name.toLowerCase()) await refuseTakenName(writer, name);
        const { numUpdatedRows } = await writer
          .updateTable('person')
          .set({
            name: name ?? before.name,
            email: email === undefined ? before.email : email,
            role: role ?? before.role,
            disabled: disabled ?? before.disabled,
            only_granted: scope === undefined ? before.only_granted : scope === 'granted',
          })
          .where('id', '=', id)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw new MlaError('people.notFound', { person: id });
        await grant(writer, id, granted);
        await writer
          .deleteFrom('person_installation')
          .where('person', '=', id)
          .where('installation', 'in', [...revoked, ''])
          .execute();
      });
      return viewOf(await find(id));
    },

    async remove(id) {
      if (id === ownerId) throw new MlaError('people.ownerStays');
      const { numDeletedRows } = await database.write((writer) =>
        writer.deleteFrom('person').where('id', '=', id).executeTakeFirst(),
      );
      if (numDeletedRows === 0n) throw new MlaError('people.notFound', { person: id });
    },

    async havePasswords() {
      const row = await database.sql
        .selectFrom('person')
        .select('id')
        .where('password', 'is not', null)
        .where('disabled', '=', false)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    isOwnPassword: async (id, password) => isPasswordOf(password, (await find(id)).password),

    async setPassword(id, password) {
      const hash = password === null ? null : await hashPassword(password);
      await database.write((writer) =>
        writer.updateTable('person').set({ password: hash }).where('id', '=', id).execute(),
      );
    },
  };
}

/** Grants installations to a person by name. */
export async function grant(writer: Writer, person: string, installations: readonly string[]): Promise<void> {
  if (installations.length === 0) return;
  await writer
    .insertInto('person_installation')
    .values(installations.map((installation) => ({ person, installation })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function refuseTakenName(writer: Writer, name: string): Promise<void> {
  const taken = await writer
    .selectFrom('person')
    .select('id')
    .where(sql`lower(name)`, '=', name.toLowerCase())
    .executeTakeFirst();
  if (taken !== undefined) throw new MlaError('people.nameTaken', { name });
}

function principalOf({ id, name, role }: Row): Principal {
  return { id, name, roles: [role] };
}

function viewOf(row: Row): PersonView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    scope: row.only_granted ? 'granted' : 'all',
    granted: row.granted,
    disabled: row.disabled,
    hasPassword: row.password !== null,
    createdAt: row.created_at.toISOString(),
    lastLoginAt: row.last_login_at?.toISOString() ?? null,
  };
}
