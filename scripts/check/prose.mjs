// @ts-check
// Words that make our English hard to read, and what to write instead: docs/style.md has the reasons.
// Holds for everything that a person reads, comments and test names included. Pure.

/** @type {readonly { readonly word: RegExp, readonly instead: string }[]} */
const words = [
  { word: /\bshall\b/i, instead: '"must", "will", or the plain present' },
  { word: /\bmend(s|ed|ing)?\b/i, instead: '"fix"' },
  { word: /\bat hand\b/i, instead: '"available", "found"' },
  { word: /\bfor good\b/i, instead: '"permanently"' },
  { word: /\banew\b/i, instead: '"again"' },
  { word: /\bheld for\b/i, instead: '"taken for", "considered"' },
  { word: /\btaken along\b/i, instead: '"included", "added"' },
  { word: /\bin the way\b/i, instead: '"blocks", or what it does' },
  { word: /\bwith a word why\b/i, instead: '"with a message"' },
  { word: /\b(not )?to be had\b/i, instead: '"available", "not available"' },
  { word: /\bis to be (had|gone|seen|done|made)\b/i, instead: 'the plain present' },
  { word: /\bgo(es)? on by itself\b/i, instead: '"continues automatically"' },
  { word: /\b(so|how)-many-?e?th\b|\bso-manieth\b/i, instead: '"every n-th", "which attempt"' },
  { word: /\bmisspelt\b/i, instead: '"misspelled"' },
  { word: /\brehears(e|es|ed|al|als|ing)\b/i, instead: '"sandbox", "try"' },
  { word: /\bpractice (release|cluster|run)\b/i, instead: '"sample release"' },
  { word: /\bslip of the (pen|keyboard)\b/i, instead: '"typo"' },
  { word: /\bheld (as )?dead\b/i, instead: '"considered dead"' },
  { word: /\bput it out\b/i, instead: '"evicted"' },
  { word: /\bopen(ed)? the way\b/i, instead: '"connect", "refuse the connection"' },
  { word: /\bsomething went wrong\b/i, instead: 'what went wrong' },
  {
    word: /\b(lies|stands) (on|at|behind|beside|under|below|above|here|there|between|with|alone|in (?!for))/i,
    instead: '"is"',
  },
  { word: /\btime-outs?\b/i, instead: '"timeout"' },
];

/** Where these words are quoted, or the text is a record of its day. */
const exempt = [
  /^docs\/decisions\//,
  /^docs\/style\.md$/,
  /^scripts\/check(\/prose)?\.test\.ts$/,
  /^scripts\/check\/prose\.mjs$/,
  /^LICENSE$/,
];
const read = /\.(md|ts|tsx|mts|mjs|cjs|go|css|sh|html|ya?ml)$|^(mla|\.ci\/run)$/;

/**
 * The words of the table in one file, `path:line: "word": write …`.
 * @param {{ path: string, text: string }} file `path` from the checkout's root with `/`
 * @returns {string[]}
 */
export function findProseFaults({ path, text }) {
  if (!read.test(path) || exempt.some((pattern) => pattern.test(path))) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) =>
    words.flatMap(({ word, instead }) => {
      const found = word.exec(line)?.[0] ?? foundAcross(word, line, lines[index + 1]);
      return found === undefined ? [] : [`${path}:${index + 1}: "${found}": write ${instead}.`];
    }),
  );
}

/**
 * What begins in a line of a comment and ends in the next one.
 * @param {RegExp} word
 * @param {string} line
 * @param {string | undefined} next
 */
function foundAcross(word, line, next) {
  const rest = next?.replace(/^\s*(\*|\/\/|#)?\s*/, '') ?? '';
  const found = word.exec(`${line} ${rest}`);
  return found !== null && found.index < line.length && !word.test(rest) ? found[0] : undefined;
}
