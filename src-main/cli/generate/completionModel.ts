/** What the three shells need to know, once, so that their scripts only differ in how they say it. */
import { globalOptions, visibleCommands } from '../commandLine/commands.ts';
import { topLevelWords, wordsBelow } from '../commandLine/parse.ts';
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

/** What may follow the first word, or the first two; the shorter ones first. */
export function nextWords(): readonly (readonly [string, readonly string[]])[] {
  const spellings = commandWords().map(({ words }) => words.split(' '));
  const prefixes = [1, 2].flatMap((length) =>
    spellings.filter((words) => words.length > length).map((words) => words.slice(0, length).join(' ')),
  );
  return [...new Set(prefixes)].map((prefix) => [prefix, wordsBelow(prefix)]);
}

/** Options with a value, over all commands; a name means the same everywhere. */
export function valueOptions(): readonly OptionSpec[] {
  const all = [...globalOptions, ...visibleCommands.flatMap((command) => command.options ?? [])];
  const byName = new Map<string, OptionSpec>();
  for (const option of all) {
    if (option.value === undefined) continue;
    const known = byName.get(option.name)?.value?.choices ?? [];
    const choices = [...new Set([...known, ...(option.value.choices ?? [])])];
    byName.set(option.name, choices.length === 0 ? option : { ...option, value: { ...option.value, choices } });
  }
  return [...byName.values()];
}

/** The list that `hecate complete` gives for this kind, or null for files and free text. */
export function listOf(kind: Completion | undefined): string | null {
  return kind === undefined || kind === 'file' || kind === 'folder' ? null : kind;
}
