/** Titles and descriptions of commands, taken from the contracts that they call. */
import type { Contract } from '../../contracts/kit/define.ts';
import type { CommandSpec, GroupSpec } from './spec.ts';

export interface Described {
  readonly title: string;
  readonly description: string;
}

/** Throws when a command names a member that does not exist; a test describes all of them. */
export function describeCommand(command: CommandSpec, contracts: readonly Contract[]): Described {
  const [contractName = '', memberName = ''] = (command.member ?? '').split('.');
  const member = contracts.find((contract) => contract.name === contractName)?.members[memberName];
  if (member === undefined && command.member !== null) throw new Error(`${command.id}: there is no member ${command.member}`);
  const title = command.title ?? member?.title;
  if (title === undefined) throw new Error(`${command.id} has no title`);
  return { title, description: [member?.description, command.note].filter((text) => text !== undefined).join(' ') };
}

export function describeGroup(group: GroupSpec, contracts: readonly Contract[]): Described {
  const contract = contracts.find((candidate) => candidate.name === group.contract);
  if (contract === undefined) throw new Error(`${group.id}: there is no contract ${group.contract}`);
  return { title: contract.title, description: contract.description };
}

/** `hecate tune undo [PLAN] [OPTIONS]`. */
export function usageLine(command: CommandSpec): string {
  const words = (command.arguments ?? []).map((argument) => {
    const word = argument.repeatable === true ? `${argument.placeholder}...` : argument.placeholder;
    return argument.optional === true ? `[${argument.verbatim === true ? '-- ' : ''}${word}]` : word;
  });
  const verbatim = (command.arguments ?? []).some((argument) => argument.verbatim === true);
  return ['hecate', command.id, ...(verbatim ? ['[OPTIONS]', ...words] : [...words, '[OPTIONS]'])].join(' ');
}
