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

/**
 * True when `place` stands in the line as the beginning of a path, not as a part of a longer one.
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
