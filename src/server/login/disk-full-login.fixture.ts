import { randomBytes } from 'node:crypto';
import { isError, toMlaError } from '../../errors/error.ts';
import { seedDirectory } from '../../runs/database/open-database.fixture.ts';
import { openDatabase } from '../../runs/database/open-database.ts';
import { fillDisk } from '../../runs/database/embedded/fill-disk.fixture.ts';
import { Secret } from '../../secret.ts';
import { openPeople } from '../people/people.ts';
import { openLogins } from './logins.ts';

/*
 * A process whose data directory is on a small disk. Fills it, but for as many
 * bytes as its second argument says, and logs in with a code, for the first time
 * in this database; makes room, and takes the same code again; fills it again,
 * and logs in many times. Prints what came of each.
 */

const [directory = '', left = '0'] = process.argv.slice(2);
const database = await openDatabase({ directory, seedDirectory });
const token = new Secret(randomBytes(16).toString('hex'));
const logins = openLogins({ database, token, people: openPeople(database) });

/** `in` when the session is found afterwards; else `refused`, `out` or the error's code. */
async function tryLogin(word: Secret): Promise<string> {
  const entered = await logins
    .logIn({ token: word.reveal() }, { address: '127.0.0.1' })
    .catch((error: unknown) => (isError(error, 'server.loginInvalid') ? 'refused' : toMlaError(error).code));
  if (typeof entered === 'string') return entered;
  return (await logins.findSession(entered.cookie.reveal())) === undefined ? 'out' : 'in';
}

const code = logins.createCode();
let makeRoom = fillDisk(directory, Number(left));
const first = await tryLogin(code);
makeRoom();
const sameCode = await tryLogin(code);
await tryLogin(token);
makeRoom = fillDisk(directory, Number(left));
const later: string[] = [];
for (let login = 1; login <= 20; login += 1) later.push(await tryLogin(token));
makeRoom();
await database.close();
process.stdout.write(JSON.stringify({ first, sameCode, later }));
