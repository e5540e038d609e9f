// The first lines of the single executable: unpacks the program that it carries into the cache, once, and starts it.
'use strict';
const { createHash } = require('node:crypto');
const {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs');
const { createRequire } = require('node:module');
const { homedir } = require('node:os');
const { dirname, join, sep } = require('node:path');
const sea = require('node:sea');
const { gunzipSync } = require('node:zlib');

function unpack(archive, folder) {
  const all = gunzipSync(archive);
  const listEnd = 4 + all.readUInt32LE(0);
  let start = listEnd;
  for (const [path, bytes] of JSON.parse(all.toString('utf8', 4, listEnd))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, all.subarray(start, start + bytes));
    start += bytes;
  }
}

/** The folder of the program. Its name holds the digest, so another version never gets in between. */
function programFolder() {
  const archive = Buffer.from(sea.getRawAsset('program'));
  const digest = createHash('sha256').update(archive).digest('hex').slice(0, 32);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mlanywhere');
  const folder = join(cache, 'program-' + digest);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    const unfinished = mkdtempSync(folder + '.');
    try {
      unpack(archive, unfinished);
      renameSync(unfinished, folder);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      // Another start was faster.
      if (!existsSync(folder)) throw error;
    }
    chmodSync(folder, 0o700);
  }
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid() || (mode & 0o022) !== 0)
    throw new Error(folder + ' can be changed by another user; delete it');
  return folder;
}

let folder;
try {
  folder = programFolder();
} catch (error) {
  process.stderr.write(
    'The program could not be unpacked: ' + error.message + '. Set XDG_CACHE_HOME to a folder that you can write to.\n',
  );
  process.exit(8);
}
const [, , first, code] = process.argv;
const require_ = createRequire(join(folder, 'bin', 'start.cjs'));
if (first !== undefined && first.startsWith(join(folder, 'dist') + sep)) {
  // The program starts one of its own in another process, as `node FILE`.
  process.argv.splice(1, 1);
  require_('./load.cjs')(first);
} else if (first === '-e' && code !== undefined) {
  process.argv.splice(1, 3, ...process.argv.slice(4));
  new Function(code)();
} else {
  process.env.MLA_COMMAND ||= process.execPath;
  if (process.argv.length === 2) process.argv.push('serve', '--open');
  require_('./start.cjs');
}
