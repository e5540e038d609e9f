import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { seedDirectory } from './open-database.fixture.ts';

/** A process that opens the database in a directory, which another user or a disk may not allow; the code it ends with, or `opened`. */
export function startElsewhere(
  directory: string,
  options: {
    readonly uid?: number;
    readonly before?: readonly string[];
    readonly prepare?: string;
    readonly print?: string;
  } = {},
): string {
  const { uid, before = [], prepare = '', print = 'error.code, error.message' } = options;
  const place = (file: string): string => JSON.stringify(join(import.meta.dirname, file));
  const program = `import { openDatabase } from ${place('open-database.ts')};
    import { fillDisk } from ${place('embedded/fill-disk.fixture.ts')};
    const directory = ${JSON.stringify(directory)}, location = { directory, durability: 'none', seedDirectory: ${JSON.stringify(seedDirectory)} };
    ${prepare}
    await openDatabase(location).then(() => console.log('opened'), (error) => console.log(${print}));
    process.exit();`;
  const { stdout, stderr } = spawnSync('env', [...before, process.execPath, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    ...(uid !== undefined && { uid, gid: uid, env: { PATH: process.env['PATH'] } }),
  });
  return stdout.trim() || stderr;
}
