// @ts-check
// What the linter cannot refuse. Pure.

const code = /\.([cm]?[jt]s|tsx)$/;
// Spelled so that this line is not a hit.
const switchOff = new RegExp(['(eslint|oxlint)', 'disable'].join('-'));
const classes = /^(?:export )?(?:default )?(?:abstract )?class (\w+)(.*?)\{(?:\}|[\s\S]*?^\})/gm;

/**
 * Comments that switch a rule off, and classes that any object of the same shape would pass for: the compiler tells
 * instances from others by a private member (`#name`). A class that extends another is as private as that one.
 * @param {{ path: string, text: string }} file
 * @returns {string[]}
 */
export function findCodeFaults({ path, text }) {
  if (!code.test(path)) return [];
  const lineAt = (/** @type {number} */ index) => text.slice(0, index).split('\n').length;
  const switches = text
    .split('\n')
    .flatMap((line, index) =>
      switchOff.test(line) ? [`${path}:${index + 1}: switches a rule off; change the code, or the rule for all.`] : [],
    );
  const open = /\.test\.|\.fixture\.|^scripts\//.test(path)
    ? []
    : [...text.matchAll(classes)]
        .filter(([whole, , heritage = '']) => !/#\w/.test(whole) && !/\bextends\b/.test(heritage))
        .map(({ 1: name, index }) => `${path}:${lineAt(index)}: class ${name} has no private member (#name).`);
  return [...switches, ...open];
}
