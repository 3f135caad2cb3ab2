/** resources/completions/hecate.bash */
import type { Completion } from '../commandLine/spec.ts';
import { commandWords, firstWords, listOf, nextWords, valueOptions } from './completionModel.ts';

export function bashCompletion(): string {
  const afterOption = valueOptions().map((option) => {
    const spellings = [`--${option.name}`, ...(option.short === undefined ? [] : [`-${option.short}`])].join('|');
    return `    ${spellings}) ${offer(option.value?.complete, option.value?.choices)}; return ;;`;
  });
  const cases = commandWords().map(({ words, options, arguments: args }) => {
    const argument = args[0];
    const flags = options.map((option) => `--${option.name}`).join(' ');
    const values = argument === undefined ? ':' : offer(argument.complete, argument.choices);
    return `    '${words}') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '${flags}' -- "$current")); else ${values}; fi ;;`;
  });
  const nexts = nextWords().map(([words, rest]) => `    '${words}') COMPREPLY=($(compgen -W '${rest.join(' ')}' -- "$current")) ;;`);
  return `# bash completion for hecate. Made by scripts/generateCli.ts. Do not edit.
_hecate() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=() index
  COMPREPLY=()
  case $previous in
${afterOption.join('\n')}
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${valueOptions()
        .map((option) => `--${option.name}`)
        .join('|')}) ((index++)) ;;
      -*) ;;
      *) words+=("\${COMP_WORDS[index]}") ;;
    esac
  done
  if ((\${#words[@]} == 0)); then
    COMPREPLY=($(compgen -W '${[...firstWords(), '--help', '--version'].join(' ')}' -- "$current"))
    return
  fi
  if [[ $current != -* ]]; then
    case "\${words[*]}" in
${nexts.join('\n')}
    esac
    ((\${#COMPREPLY[@]} > 0)) && return
  fi
  local command
  for ((index = 3; index > 0; index--)); do
    command="\${words[*]:0:index}"
    case $command in
      ${commandWords()
        .map(({ words }) => `'${words}'`)
        .join('|')}) break ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
}
complete -F _hecate hecate
`;
}

function offer(complete: Completion | undefined, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current"))`;
  if (complete === 'file') return 'COMPREPLY=($(compgen -f -- "$current"))';
  if (complete === 'folder') return 'COMPREPLY=($(compgen -d -- "$current"))';
  const list = listOf(complete);
  return list === null ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -W "$(hecate complete ${list} 2>/dev/null)" -- "$current"))`;
}
