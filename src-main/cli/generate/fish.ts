/** resources/completions/hecate.fish */
import type { Contract } from '../../contracts/kit/define.ts';
import { globalOptions, visibleCommands } from '../commandLine/commands.ts';
import { describeCommand } from '../commandLine/describe.ts';
import type { ArgumentSpec, Completion, OptionSpec } from '../commandLine/spec.ts';
import { commandWords, firstWords, listOf, nextWords } from './completionModel.ts';

export function fishCompletion(contracts: readonly Contract[]): string {
  const titles = new Map(
    visibleCommands.flatMap((command) =>
      [command.id, ...(command.aliases ?? [])].map((words) => [words, describeCommand(command, contracts).title] as const),
    ),
  );
  const lines = [
    '# fish completion for hecate. Made by scripts/generateCli.ts. Do not edit.',
    'complete -c hecate -f',
    ...firstWords().map((word) => line('__fish_use_subcommand', `-a ${word}`, titles.get(word))),
    ...nextWords().flatMap(([words, rest]) =>
      rest.map((word) =>
        line(`${seen(words)}; and not __fish_seen_subcommand_from ${rest.join(' ')}`, `-a ${word}`, titles.get(`${words} ${word}`)),
      ),
    ),
    ...globalOptions.map((option) => optionLine(null, option)),
    ...commandWords().flatMap(({ words, options, arguments: args }) => {
      const condition = seen(words);
      const own = options.filter((option) => !globalOptions.includes(option));
      return [
        ...own.map((option) => optionLine(condition, option)),
        ...args.slice(0, 1).flatMap((argument) => argumentLine(condition, argument)),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function seen(words: string): string {
  return words
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
}

function line(condition: string | null, what: string, description: string | undefined): string {
  const when = condition === null ? '' : ` -n ${quoted(condition)}`;
  return `complete -c hecate${when} ${what}${description === undefined ? '' : ` -d ${quoted(description)}`}`;
}

function optionLine(condition: string | null, option: OptionSpec): string {
  const short = option.short === undefined ? '' : ` -s ${option.short}`;
  const value = option.value === undefined ? '' : ` -x${values(option.value.complete, option.value.choices)}`;
  return line(condition, `-l ${option.name}${short}${value}`, option.summary);
}

function argumentLine(condition: string, argument: ArgumentSpec): readonly string[] {
  const offered = values(argument.complete, argument.choices);
  return offered === '' ? [] : [line(condition, offered.trim(), argument.summary)];
}

function values(complete: Completion | undefined, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return ` -a ${quoted(choices.join(' '))}`;
  if (complete === 'file') return ` -a '(__fish_complete_path)'`;
  if (complete === 'folder') return ` -a '(__fish_complete_directories)'`;
  const list = listOf(complete);
  return list === null ? '' : ` -a '(hecate complete ${list} 2>/dev/null)'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
