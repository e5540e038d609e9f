import type { InstallationInput } from '../installation.ts';
import { quoted } from './quoted.ts';
import { writeFlags } from './write-flags.ts';

/** In columns. What is longer is broken before a flag, with a backslash. */
const widest = 80;

/** `mla create …` with the flags that make this installation, for a POSIX shell. */
export function writeCommand(installation: InstallationInput): string {
  const lines = [`mla create ${quoted(installation.metadata.name)}`];
  for (const words of writeFlags(installation).map((flag) => flag.map(quoted).join(' '))) {
    const longer = `${lines.at(-1) ?? ''} ${words}`;
    if (longer.length + ' \\'.length <= widest) lines[lines.length - 1] = longer;
    else lines.push(`  ${words}`);
  }
  return lines.join(' \\\n');
}
