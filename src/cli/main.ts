import { readVersion } from '../app/version.ts';

/*
 * Asked for the version alone, nothing else is loaded: a shell prompt may ask
 * for it. Everything else is read only when it is needed.
 */
const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${readVersion()}\n`);
} else {
  const { runProcess } = await import('./run-process.ts');
  await runProcess(words);
}
