import { quoted } from '../../../../src/installation/flags/quoted.ts';
import { foundWords as words } from '../../words/removal/found-words.ts';

/** The commands that show and remove what the page shows and removes. */
export function toFoundCommand(
  connection: string,
  { take, data }: { readonly take: readonly string[]; readonly data: readonly string[] },
): string {
  const more = [...take.map((one) => ['--take', one]), ...data.map((claim) => ['--delete-data', claim])].flat();
  const command = ['mla', 'uninstall', '--connection', connection, ...more].map(quoted).join(' ');
  return `# ${words.comments.plan}\n${command} --plan\n\n# ${words.comments.remove}\n${command} --follow`;
}
