import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { ApiTokenView } from '../../api/contract.ts';
import type { Role } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import { Secret } from '../../secret.ts';
import { createKeyedHash, randomText } from './keyed-hash.ts';

/** What programs log in with: a lifetime, a person, and a role that can be less than the person's. */
export interface ApiTokens {
  /** Undefined for a token that is unknown, expired or revoked. */
  find(token: string): Promise<{ readonly person: string; readonly role: Role } | undefined>;
  /** The token is in no other answer. */
  create(wish: {
    readonly person: string;
    readonly name: string;
    readonly role: Role;
    readonly days: number;
  }): Promise<ApiTokenView & { readonly token: Secret }>;
  /** Newest first; of one person, or of everybody. `before`: those older than the token with this id. Throws `people.tokenNotFound` for an unknown one. */
  list(page: {
    readonly person?: string | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  }): Promise<ApiTokenView[]>;
  /** Of this person; of anybody without one. Returns whether there was one. */
  revoke(id: string, person?: string): Promise<boolean>;
}

/** So that scanners for secrets recognize one, and no query is made for anything else. */
const prefix = 'mla_';

export function openApiTokens(database: Database, serverToken: Secret): ApiTokens {
  const hash = createKeyedHash(serverToken);
  const select = () =>
    database.sql
      .selectFrom('api_token')
      .innerJoin('person', 'person.id', 'api_token.person')
      .select([
        'api_token.id',
        'api_token.name',
        'api_token.role',
        'api_token.created_at',
        'expires_at',
        'person.id as person',
        'person.name as person_name',
      ])
      .where('expires_at', '>', sql<Date>`now()`);

  const viewOf = (row: Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]): ApiTokenView => ({
    id: row.id,
    name: row.name,
    person: { id: row.person, name: row.person_name },
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  });

  return {
    async find(token) {
      if (!token.startsWith(prefix)) return undefined;
      return select().where('token_hash', '=', hash.of(token)).executeTakeFirst();
    },

    async create({ person, name, role, days }) {
      const token = `${prefix}${randomText()}`;
      const id = randomBytes(6).toString('hex');
      await database.write(async (writer) => {
        await writer
          .deleteFrom('api_token')
          .where('expires_at', '<', sql<Date>`now()`)
          .execute();
        await writer
          .insertInto('api_token')
          .values({
            id,
            token_hash: hash.of(token),
            person,
            name,
            role,
            created_at: sql<Date>`now()`,
            expires_at: sql<Date>`now() + ${sql.lit(`${days} days`)}::interval`,
          })
          .execute();
      });
      const row = await select().where('api_token.id', '=', id).executeTakeFirstOrThrow();
      return { ...viewOf(row), token: new Secret(token) };
    },

    async list({ person, limit, before }) {
      let query = select().orderBy('api_token.created_at', 'desc').orderBy('api_token.id').limit(limit);
      if (person !== undefined) query = query.where('api_token.person', '=', person);
      if (before !== undefined) {
        const last = await database.sql
          .selectFrom('api_token')
          .select('id')
          .where('id', '=', before)
          .executeTakeFirst();
        if (last === undefined) throw new MlaError('people.tokenNotFound', { token: before });
        const time = sql`(select last.created_at from api_token as last where last.id = ${before})`;
        query = query.where(
          sql<boolean>`api_token.created_at <= ${time} and (api_token.created_at < ${time} or api_token.id > ${before})`,
        );
      }
      return (await query.execute()).map(viewOf);
    },

    async revoke(id, person) {
      const { numDeletedRows } = await database.write((writer) => {
        const query = writer.deleteFrom('api_token').where('id', '=', id);
        return (person === undefined ? query : query.where('person', '=', person)).executeTakeFirst();
      });
      return numDeletedRows > 0n;
    },
  };
}
