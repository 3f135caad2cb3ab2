/** resources/completions/_hecate */
import type { Contract } from '../../contracts/kit/define.ts';
import { globalOptions, visibleCommands } from '../commandLine/commands.ts';
import { describeCommand } from '../commandLine/describe.ts';
import type { ArgumentSpec, Completion, OptionSpec } from '../commandLine/spec.ts';
import { listOf, secondWords } from './completionModel.ts';

export function zshCompletion(contracts: readonly Contract[]): string {
  const seconds = secondWords();
  const groupIds = seconds.map(([first]) => first);
  const top = visibleCommands
    .flatMap((command) =>
      [command.id, ...(command.aliases ?? [])].map((words) => ({ words, title: describeCommand(command, contracts).title })),
    )
    .filter(({ words }) => !words.includes(' '));
  const firsts = [
    ...top.map(({ words, title }) => `    ${quoted(`${words}:${title}`)}`),
    ...seconds.map(
      ([first]) =>
        `    ${quoted(`${first}:${visibleCommands.filter((command) => command.id.startsWith(`${first} `)).length.toString()} commands`)}`,
    ),
  ];
  const groupCases = seconds.map(
    ([first, rest]) =>
      `      ${first}) _values 'command' ${rest.map((word) => quoted(`${word}[${title(`${first} ${word}`, contracts)}]`)).join(' ')} ;;`,
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
  integer skip=1
  if [[ $command == (${groupIds.join('|')}) ]]; then
    if ((CURRENT == 3)); then
    case $command in
${groupCases.join('\n')}
    esac
    return
    fi
    command="$command $words[3]"
    skip=2
  fi
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
  const command = visibleCommands.find((candidate) => candidate.id === id);
  return command === undefined ? '' : bracketSafe(describeCommand(command, contracts).title);
}

function optionSpec(option: OptionSpec): string {
  const value = option.value === undefined ? '' : `:${option.value.placeholder}:${action(option.value.complete, option.value.choices)}`;
  return `${option.repeatable === true ? '*' : ''}--${option.name}[${bracketSafe(option.summary)}]${value}`;
}

function argumentSpec(argument: ArgumentSpec): string {
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
