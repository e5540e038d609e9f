// @ts-check
// Rules on files of every kind, for which no linter has a word. Pure.

// Kubernetes' own names are kept as its users know them.
const properNames = ['cert-manager', 'controller-manager'];
// A name that says nothing invites everything; say what the file is about.
const emptyNames = ['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc', 'shared'];

/**
 * What is wrong with a file, in words; empty when nothing is.
 * @param {{ path: string, text: string, places: readonly string[] }} file
 *   `path` from the checkout's root with `/`; `places`: absolute folders of the machine it was written on
 * @returns {string[]}
 */
export function findFileFaults({ path, text, places }) {
  const faults = [];
  for (const part of path.split('/')) {
    const own = properNames.reduce((rest, name) => rest.replaceAll(name, ''), part.toLowerCase());
    const words = own.split(/[-._]/);
    const empty = words.find((word) => emptyNames.includes(word));
    if (empty !== undefined)
      faults.push(`${path}: the name "${part}" says "${empty}", which can be anything; name the one idea in it.`);
  }
  text.split('\n').forEach((line, index) => {
    for (const place of places) {
      if (holdsPath(line, place))
        faults.push(`${path}:${index + 1}: holds ${place}, an absolute path of the machine it was written on.`);
    }
  });
  return faults;
}

// What only the platform itself may name: its id, its maker, the words of its product.
const platformNames = /ccp|cisco|vcenter/i;
// The platform's own folders, its simulator, and the lists of all platforms.
const platformPlaces = [
  /^(src|web\/src)\/platforms\/ccp\//,
  /^src\/platforms\/(registry|implementations)\.ts$/,
  /^web\/src\/platforms\/registry\.ts$/,
  /^sandbox\/ccp\//,
];
const production = /^(src|web\/src|sandbox|scripts)\/.*\.(tsx?|[cm]?js|css)$/;
const tests = /\.(test|fixture)\.|\/testing\/|^scripts\/check\/file-faults\.mjs$/;

/**
 * Lines of the product that name one platform outside its place: what is said of one has to hold for all.
 * @param {{ path: string, text: string }} file
 * @returns {string[]}
 */
export function findPlatformFaults({ path, text }) {
  if (!production.test(path) || tests.test(path) || platformPlaces.some((place) => place.test(path))) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      platformNames.test(line)
        ? [`${path}:${index + 1}: names one platform; put it into that platform's folder, behind its definition.`]
        : [],
    );
}

/**
 * True when `place` is in the line as the beginning of a path, not as a part of a longer one.
 * @param {string} line
 * @param {string} place
 */
function holdsPath(line, place) {
  for (let at = line.indexOf(place); at >= 0; at = line.indexOf(place, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line[at + place.length] ?? ' ';
    if (!/[\w.\-~})*]/.test(before) && (place.endsWith('/') || !/[\w.-]/.test(after))) return true;
  }
  return false;
}

// Folders whose files come one after the other, by number or by picture.
const sequences = [/^docs\/decisions$/, /^docs\/images(\/|$)/];
const mostFiles = 20;
// Each of these is a room, or holds rooms one below the other.
const roomFolders = [/^src\/[^/]+$/, /^web\/src$/, /^(sandbox|scripts|test|bench)$/];

/**
 * What is wrong with how files lie in folders: too many at one level, or a room without a README.
 * @param {readonly string[]} paths every file, from the checkout's root with `/`
 * @returns {string[]}
 */
export function findFolderFaults(paths) {
  /** @type {Map<string, number>} */
  const files = new Map();
  const folders = new Set();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, depth) => folders.add(parts.slice(0, depth + 1).join('/')));
    const folder = parts.join('/');
    files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  const crowded = [...files]
    .filter(([folder, count]) => count > mostFiles && !sequences.some((sequence) => sequence.test(folder)))
    .map(([folder, count]) => `${folder}: ${count} files at one level, at most ${mostFiles}; group them in folders.`);
  const known = new Set(paths);
  const unnamed = [...folders]
    .filter((folder) => roomFolders.some((room) => room.test(folder)) && !known.has(`${folder}/README.md`))
    .map(
      (folder) => `${folder}: a room without a README.md: what it owns, where to start reading, where its tests are.`,
    );
  return [...crowded, ...unnamed];
}
