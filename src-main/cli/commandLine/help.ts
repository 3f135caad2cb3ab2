/** `--help` for the whole program, a group of commands, or one command. */
import type { Contract } from '../../contracts/kit/define.ts';
import { exitCodeMeanings } from '../exitCodes.ts';
import { blocks, type Field, fields, type Page, paragraph } from '../terminal/layout.ts';
import { globalOptions, visibleCommands } from './commands.ts';
import { describeCommand, describeGroup, usageLine } from './describe.ts';
import type { CommandSpec, GroupSpec, OptionSpec } from './spec.ts';

export function formatHelp(page: Page, topic: CommandSpec | GroupSpec | null, contracts: readonly Contract[]): readonly string[] {
  if (topic === null) return programHelp(page, contracts);
  return 'contract' in topic ? groupHelp(page, topic, contracts) : commandHelp(page, topic, contracts);
}

function programHelp(page: Page, contracts: readonly Contract[]): readonly string[] {
  const { style } = page;
  return blocks(
    [`${style.strong('hecate')}: what this machine is and does, and tuning with proof and a way back`],
    [style.strong('Usage'), '  hecate COMMAND [ARGUMENTS] [OPTIONS]'],
    [
      style.strong('Commands'),
      ...fields(
        page,
        visibleCommands.map((command) => commandField(command, contracts)),
      ),
    ],
    [style.strong('Options of every command'), ...fields(page, globalOptions.map(optionField))],
    [
      style.strong('Exit codes'),
      ...fields(
        page,
        exitCodeMeanings.map(({ code, meaning }) => ({ name: String(code), value: meaning })),
      ),
    ],
    paragraph(
      page,
      'With --json exactly one JSON document goes to standard output, one per line for a stream, an error included. hecate COMMAND --help explains a command.',
    ),
  );
}

function groupHelp(page: Page, group: GroupSpec, contracts: readonly Contract[]): readonly string[] {
  const own = visibleCommands.filter((command) => command.id.startsWith(`${group.id} `));
  const described = describeGroup(group, contracts);
  const fallback = group.fallback === null ? [] : paragraph(page, `hecate ${group.id} alone is hecate ${group.fallback}.`);
  return blocks(
    [`${page.style.strong(`hecate ${group.id}`)}: ${described.title}`],
    paragraph(page, described.description),
    [
      page.style.strong('Commands'),
      ...fields(
        page,
        own.map((command) => commandField(command, contracts)),
      ),
    ],
    fallback,
  );
}

function commandHelp(page: Page, command: CommandSpec, contracts: readonly Contract[]): readonly string[] {
  const { style } = page;
  const described = describeCommand(command, contracts);
  const section = (title: string, list: readonly Field[]): readonly string[] =>
    list.length === 0 ? [] : [style.strong(title), ...fields(page, list)];
  const aliases = (command.aliases ?? []).map((alias) => `hecate ${alias}`);
  return blocks(
    [`${style.strong(`hecate ${command.id}`)}: ${described.title}`],
    paragraph(page, described.description),
    [style.strong('Usage'), `  ${usageLine(command)}`, ...(aliases.length === 0 ? [] : [`  short: ${aliases.join(', ')}`])],
    section(
      'Arguments',
      (command.arguments ?? []).map((argument) => ({ name: argument.placeholder, value: withChoices(argument.summary, argument.choices) })),
    ),
    section('Options', (command.options ?? []).map(optionField)),
    section('Options of every command', globalOptions.map(optionField)),
    section(
      'Examples',
      (command.examples ?? []).map((example) => ({ name: example.line, value: example.what })),
    ),
  );
}

function commandField(command: CommandSpec, contracts: readonly Contract[]): Field {
  return { name: command.id, value: describeCommand(command, contracts).title };
}

function optionField(option: OptionSpec): Field {
  const value = option.value === undefined ? '' : ` ${option.value.placeholder}`;
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return { name: `${short}--${option.name}${value}`, value: withChoices(option.summary, option.value?.choices) };
}

function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary}: ${choices.join(', ')}`;
}
