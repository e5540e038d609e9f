import type { CommandWords } from './command-words.ts';

/** A completion script for each shell, from the same words. It starts no program: nothing is looked up while somebody types. */
export const completionScripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
export type Shell = keyof typeof completionScripts;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const firstSentence = (text: string): string => text.split(/(?<=[^.])\.\s|\n/, 1)[0] ?? text;

/** Patterns of `path|word` where the word is a command below the path. */
function steps(table: readonly CommandWords[]): string {
  return table.flatMap(({ path, commands }) => commands.map(({ name }) => quoted(`${path}|${name}`))).join(' | ');
}

/** Patterns of `path|flag`, with the words that the flag takes. */
function choices(table: readonly CommandWords[]): string[] {
  return table.flatMap(({ path, flags }) =>
    flags.flatMap((flag) =>
      flag.choices.length === 0
        ? []
        : [`    ${quoted(`${path}|${flag.name}`)}) words=${quoted(flag.choices.join(' '))} ;;`],
    ),
  );
}

function bashScript(table: readonly CommandWords[]): string {
  const cases = table.map(({ path, commands, flags }) => {
    const own = commands.map(({ name }) => name).join(' ');
    return `    ${quoted(path)}) commands=${quoted(own)} flags=${quoted(flags.map(({ name }) => name).join(' '))} ;;`;
  });
  return `# Completion of mla for bash: source this file, or save it in ~/.local/share/bash-completion/completions/mla
_mla() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" commands="" flags="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$place|\${COMP_WORDS[i]}" in
    ${steps(table)}) place="\${place:+$place }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$place|$previous" in
${choices(table).join('\n')}
  esac
  if [[ -z $words ]]; then
    case "$place" in
${cases.join('\n')}
    esac
    words="$commands"
    if [[ $current == -* ]]; then words="$flags"; fi
  fi
  COMPREPLY=()
  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"); fi
}
complete -o default -F _mla mla
`;
}

function zshScript(table: readonly CommandWords[]): string {
  const described = (entries: readonly { name: string; summary: string }[]): string =>
    entries.map(({ name, summary }) => quoted(`${name}:${firstSentence(summary).replaceAll(':', '\\:')}`)).join(' ');
  const cases = table.map(
    ({ path, commands, flags }) =>
      `    ${quoted(path)}) commands=(${described(commands)}); flags=(${described(flags)}) ;;`,
  );
  return `#compdef mla
# Completion of mla for zsh: save it as _mla in a folder of $fpath, or run: source <(mla completion zsh)
_mla() {
  local place="" words_of_flag="" word i
  local -a commands flags
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$place|$word" in
    ${steps(table)}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place|\${words[CURRENT-1]}" in
${choices(table)
  .map((line) => line.replace(' words=', ' words_of_flag='))
  .join('\n')}
  esac
  if [[ -n $words_of_flag ]]; then
    compadd -- \${=words_of_flag}
    return
  fi
  case "$place" in
${cases.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe 'flag' flags
  elif (( \${#commands} )); then
    _describe 'command' commands
  else
    _files
  fi
}
compdef _mla mla
`;
}

function fishScript(table: readonly CommandWords[]): string {
  const at = (path: string): string => quoted(`__mla_at ${path === '' ? "''" : `"${path}"`}`);
  const lines = table.flatMap(({ path, commands, flags }) => [
    ...commands.map(
      ({ name, summary }) => `complete -c mla -f -n ${at(path)} -a ${name} -d ${quoted(firstSentence(summary))}`,
    ),
    ...flags.map(({ name, summary, choices: takes }) =>
      [
        `complete -c mla -n ${at(path)} -l ${name.slice(2)} -d ${quoted(firstSentence(summary))}`,
        ...(takes.length === 0 ? [] : [`-x -a ${quoted(takes.join(' '))}`]),
      ].join(' '),
    ),
  ]);
  return `# Completion of mla for fish: save it in ~/.config/fish/completions/mla.fish
function __mla_at --description 'Whether the words so far name this command'
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch "$place|$word"
      case ${steps(table).replaceAll(' | ', ' ')}
        set place (string trim "$place $word")
    end
  end
  test "$place" = "$argv[1]"
end
${lines.join('\n')}
`;
}
