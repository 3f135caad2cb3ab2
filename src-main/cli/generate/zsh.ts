/** resources/completions/_hecate */
import type { Contract } from '../../contracts/kit/define.ts';
import { globalOptions, visibleCommands } from '../commandLine/commands.ts';
import { describeCommand } from '../commandLine/describe.ts';
import type { ArgumentSpec, Completion, OptionSpec } from '../commandLine/spec.ts';
import { listOf, nextWords } from './completionModel.ts';

export function zshCompletion(contracts: readonly Contract[]): string {
  const nexts = nextWords();
  const top = visibleCommands
    .flatMap((command) =>
      [command.id, ...(command.aliases ?? [])].map((words) => ({ words, title: describeCommand(command, contracts).title })),
    )
    .filter(({ words }) => !words.includes(' '));
  const firsts = [
    ...top.map(({ words, title }) => `    ${quoted(`${words}:${title}`)}`),
    ...nexts
      .filter(([words]) => !words.includes(' ') && !top.some((one) => one.words === words))
      .map(
        ([first]) =>
          `    ${quoted(`${first}:${visibleCommands.filter((command) => command.id.startsWith(`${first} `)).length.toString()} commands`)}`,
      ),
  ];
  const wordLists = nexts.map(([words, rest]) => `      ${quoted(words)}) next=(${rest.join(' ')}) ;;`);
  const groupCases = nexts.map(
    ([words, rest]) =>
      `        ${quoted(words)}) _values 'command' ${rest.map((word) => quoted(`${word}[${title(`${words} ${word}`, contracts)}]`)).join(' ')} ;;`,
  );
  const cases = visibleCommands.map((command) => {
    const specs = [...[...(command.options ?? []), ...globalOptions].map(optionSpec), ...(command.arguments ?? []).map(argumentSpec)];
    const names = [command.id, ...(command.aliases ?? [])].map(quoted).join('|');
    return `    ${names}) _arguments -s ${specs.map(quoted).join(' ')} ;;`;
  });
  return `#compdef hecate
# Made by scripts/generateCli.ts. Do not edit.
_hecate_list() {
  local -a found
  found=(\${(f)"$(hecate complete $1 2>/dev/null)"})
  compadd -a found
}
_hecate() {
  local -a commands
  commands=(
${firsts.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  local -a next
  integer skip=1 depth
  for depth in 3 4; do
    next=()
    case $command in
${wordLists.join('\n')}
    esac
    ((\${#next} == 0)) && break
    if ((CURRENT == depth)) && [[ $words[depth] != -* ]]; then
      case $command in
${groupCases.join('\n')}
      esac
      return
    fi
    ((\${next[(Ie)$words[depth]]} == 0)) && break
    command="$command $words[depth]"
    skip=$((depth - 1))
  done
  shift $skip words
  ((CURRENT -= skip))
  case $command in
${cases.join('\n')}
  esac
}
_hecate "$@"
`;
}

function title(id: string, contracts: readonly Contract[]): string {
  const command = visibleCommands.find((candidate) => candidate.id === id || candidate.aliases?.includes(id) === true);
  return command === undefined ? '' : bracketSafe(describeCommand(command, contracts).title);
}

function optionSpec(option: OptionSpec): string {
  const value = option.value === undefined ? '' : `:${option.value.placeholder}:${action(option.value.complete, option.value.choices)}`;
  return `${option.repeatable === true ? '*' : ''}--${option.name}[${bracketSafe(option.summary)}]${value}`;
}

function argumentSpec(argument: ArgumentSpec): string {
  if (argument.repeatable === true) return `*:${argument.placeholder}:${action(argument.complete, argument.choices)}`;
  return `${argument.optional === true ? '::' : ':'}${argument.placeholder}:${action(argument.complete, argument.choices)}`;
}

function action(complete: Completion | undefined, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return `(${choices.join(' ')})`;
  if (complete === 'file') return '_files';
  if (complete === 'folder') return '_files -/';
  const list = listOf(complete);
  return list === null ? ' ' : `{_hecate_list ${list}}`;
}

function bracketSafe(text: string): string {
  return text.replace(/[[\]:]/g, ' ').replaceAll('  ', ' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
