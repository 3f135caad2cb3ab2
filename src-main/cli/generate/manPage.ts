/** resources/man/hecate.1 from the table of commands and the contracts, in mdoc(7). */
import type { Contract } from '../../contracts/kit/define.ts';
import { globalOptions, visibleCommands } from '../commandLine/commands.ts';
import { describeCommand } from '../commandLine/describe.ts';
import type { CommandSpec, OptionSpec } from '../commandLine/spec.ts';
import { exitCodeMeanings } from '../exitCodes.ts';
import { wrap } from '../terminal/width.ts';

/** `date` as mdoc wants it, for example `November 23, 2026`. */
export function manPage(contracts: readonly Contract[], date: string): string {
  const lines = [
    '.\\" Made by scripts/generateCli.ts from the table of commands. Do not edit.',
    `.Dd ${date}`,
    '.Dt HECATE 1',
    '.Os',
    '.Sh NAME',
    '.Nm hecate',
    '.Nd what this machine is and does, and tuning with proof and a way back',
    '.Sh SYNOPSIS',
    '.Nm',
    '.Ar command',
    '.Op Ar arguments',
    '.Op Ar options',
    '.Sh DESCRIPTION',
    '.Nm',
    'is the command line of HecateOS Control Center.',
    'It talks to',
    '.Nm hecated ,',
    'when that runs, and else it does the work in its own process.',
    ...sentences('Nothing changes the machine except a plan, which is shown first, recorded, read back, and can be undone.'),
    '.Pp',
    'The options of every command:',
    '.Bl -tag -width Ds',
    ...globalOptions.flatMap(optionLines),
    '.El',
    '.Sh COMMANDS',
    '.Bl -tag -width Ds',
    ...visibleCommands.flatMap((command) => commandLines(command, contracts)),
    '.El',
    '.Sh ENVIRONMENT',
    '.Bl -tag -width Ds',
    '.It Ev NO_COLOR',
    'Any value switches colours off.',
    'They are only used on a terminal.',
    '.It Ev HECATE_STATE_DIR , Ev HECATE_RUNTIME_DIR',
    'Move settings, journal and sockets, so that two copies never meet.',
    '.El',
    '.Sh EXIT STATUS',
    '.Bl -tag -width Ds',
    ...exitCodeMeanings.flatMap(({ code, meaning }) => [`.It ${String(code)}`, ...sentences(meaning)]),
    '.El',
    '.Sh EXAMPLES',
    '.Bl -tag -width Ds',
    ...visibleCommands.flatMap((command) =>
      (command.examples ?? []).flatMap((example) => [`.It Li ${escaped(example.line)}`, ...sentences(example.what)]),
    ),
    '.El',
    '.Sh DIAGNOSTICS',
    'Messages go to standard error.',
    'With',
    '.Fl Fl json',
    'exactly one JSON document goes to standard output, one per line for a',
    'stream; an error is a document with the key',
    '.Dq error ,',
    'which has a stable',
    '.Dq code .',
    '.Sh SEE ALSO',
    '.Xr pkexec 1 ,',
    '.Xr sysctl.d 5',
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandSpec, contracts: readonly Contract[]): readonly string[] {
  const described = describeCommand(command, contracts);
  const words = (command.arguments ?? []).map((argument) => {
    const word = argument.repeatable === true ? `Ar ${argument.placeholder} ...` : `Ar ${argument.placeholder}`;
    return argument.optional === true ? `Op ${word}` : word;
  });
  const details = [
    ...(command.arguments ?? []).flatMap((argument) => [
      `.It Ar ${argument.placeholder}`,
      ...sentences(argument.choices === undefined ? argument.summary : `${argument.summary}: ${argument.choices.join(', ')}`),
    ]),
    ...(command.options ?? []).flatMap(optionLines),
  ];
  const aliases = (command.aliases ?? []).map((alias) => `hecate ${alias}`);
  return [
    `.It Ic ${[escaped(command.id), ...words].join(' ')}`,
    ...sentences(described.title),
    ...sentences(described.description),
    ...(aliases.length === 0 ? [] : [`Short: ${aliases.join(', ')}.`]),
    ...(details.length === 0 ? [] : ['.Bl -tag -width Ds', ...details, '.El']),
  ];
}

function optionLines(option: OptionSpec): readonly string[] {
  const short = option.short === undefined ? '' : `Fl ${option.short} , `;
  const value = option.value === undefined ? '' : ` Ar ${option.value.placeholder}`;
  return [`.It ${short}Fl Fl ${option.name}${value}`, ...sentences(option.summary)];
}

/** Columns of the source; mandoc -T lint complains above 80. */
const sourceWidth = 78;

/** mdoc wants a new line per sentence, a full stop at the end, and nothing that looks like a macro at the start. */
function sentences(text: string): readonly string[] {
  const ended = /[.?!]$/.test(text) ? text : `${text}.`;
  return ended
    .split(/(?<=[.?!]) (?=[A-Z-])/)
    .flatMap((sentence) => wrap(escaped(sentence), sourceWidth))
    .map((line) => line.replace(/^([.'])/, '\\&$1'));
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('--', '\\-\\-').replaceAll('’', "'");
}
