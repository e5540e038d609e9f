import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { personName } from '../../api/contract.ts';
import type { Role } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import type { Writer } from '../../runs/store/run-rows.ts';

/** Who somebody is at a provider. The two together never mean anybody else; names and e-mail addresses can. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface OidcPerson extends Identity {
  /** Best first. */
  readonly names: readonly string[];
  readonly email: string | null;
  readonly role: Role;
}

export interface OidcPeople {
  find(identity: Identity): Promise<string | undefined>;
  /** The person of an identity with this role, made at the first login. Throws `oidc.personDisabled`. */
  keep(person: OidcPerson): Promise<string>;
  /** Whether somebody logs in at a provider, and so has no password here. */
  isFromProvider(person: string): Promise<boolean>;
  /** Ends what programs do on behalf of somebody who may not log in any more. */
  revokeTokens(person: string): Promise<void>;
}

export function openOidcPeople(database: Database): OidcPeople {
  return {
    find: async (identity) => (await findIn(database.sql, identity))?.id,

    keep: (person) =>
      database.write(
        async (writer) => {
          let known = await findIn(writer, person);
          if (known === undefined) {
            // Another replica may make the same person just now.
            await sql`lock table person_identity in share row exclusive mode`.execute(writer);
            known = await findIn(writer, person);
          }
          if (known === undefined) return make(writer, person);
          if (known.disabled) throw new MlaError('oidc.personDisabled', { person: known.name });
          const { role, email } = person;
          await writer.updateTable('person').set({ role, email }).where('id', '=', known.id).execute();
          return known.id;
        },
        { urgent: true },
      ),

    isFromProvider: async (person) =>
      (await database.sql
        .selectFrom('person_identity')
        .select('person')
        .where('person', '=', person)
        .executeTakeFirst()) !== undefined,

    async revokeTokens(person) {
      await database.write((writer) => writer.deleteFrom('api_token').where('person', '=', person).execute());
    },
  };
}

function findIn(reader: Pick<Writer, 'selectFrom'>, { issuer, subject }: Identity) {
  return reader
    .selectFrom('person_identity')
    .innerJoin('person', 'person.id', 'person_identity.person')
    .select(['person.id', 'person.name', 'person.disabled'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
}

async function make(writer: Writer, { issuer, subject, role, email, ...person }: OidcPerson): Promise<string> {
  const id = randomUUID();
  for (const name of namesFor(person.names, subject)) {
    const made = await writer
      .insertInto('person')
      .values({ id, name, email, role, created_at: sql<Date>`now()` })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) continue;
    await writer.insertInto('person_identity').values({ issuer, subject, person: id }).execute();
    return id;
  }
  throw new Error('every name is taken');
}

/** A taken name is somebody else's, whatever the provider says: the new person gets a number. */
function* namesFor(wished: readonly string[], subject: string): Generator<string> {
  const made = `person-${createHash('sha256').update(subject).digest('hex').slice(0, 12)}`;
  const name = wished.find((one) => one.length <= 90 && personName.safeParse(one).success) ?? made;
  yield name;
  for (let number = 2; number < 100; number += 1) yield `${name} ${number}`;
  yield made;
}
