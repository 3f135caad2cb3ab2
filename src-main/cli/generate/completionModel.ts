/** What the three shells need to know, once, so that their scripts only differ in how they say it. */
import { globalOptions, groups, visibleCommands } from '../commandLine/commands.ts';
import { topLevelWords } from '../commandLine/parse.ts';
import type { ArgumentSpec, Completion, OptionSpec } from '../commandLine/spec.ts';

export interface CommandWords {
  /** `tune plan` or `info`. */
  readonly words: string;
  readonly options: readonly OptionSpec[];
  readonly arguments: readonly ArgumentSpec[];
}

/** Every spelling of every command. */
export function commandWords(): readonly CommandWords[] {
  return visibleCommands.flatMap((command) =>
    [command.id, ...(command.aliases ?? [])].map((words) => ({
      words,
      options: [...(command.options ?? []), ...globalOptions],
      arguments: command.arguments ?? [],
    })),
  );
}

export function firstWords(): readonly string[] {
  return topLevelWords();
}

/** Second words by first word. */
export function secondWords(): readonly (readonly [string, readonly string[]])[] {
  return groups.map((group) => [
    group.id,
    visibleCommands.filter((command) => command.id.startsWith(`${group.id} `)).map((command) => command.id.slice(group.id.length + 1)),
  ]);
}

/** Options with a value, over all commands; a name means the same everywhere. */
export function valueOptions(): readonly OptionSpec[] {
  const all = [...globalOptions, ...visibleCommands.flatMap((command) => command.options ?? [])];
  return [...new Map(all.filter((option) => option.value !== undefined).map((option) => [option.name, option])).values()];
}

/** The list that `hecate complete` gives for this kind, or null for files and free text. */
export function listOf(kind: Completion | undefined): string | null {
  return kind === undefined || kind === 'file' || kind === 'folder' ? null : kind;
}
