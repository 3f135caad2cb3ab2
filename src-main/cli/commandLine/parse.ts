/** Command line words to a command with checked values. Pure. Loads no schema library, so that help and typos are answered at once. */
import { printable } from '../../base/text.ts';
import { type CommandId, commands, globalOptions, groups, visibleCommands } from './commands.ts';
import { nearest } from './nearest.ts';
import type { ArgumentSpec, CommandSpec, GroupSpec, OptionSpec } from './spec.ts';

/** The command line is wrong: which word, and what would be right. Becomes the error code `usage`. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
  readonly field: string;
  readonly expected: string;

  constructor(message: string, field: string, expected: string) {
    super(message);
    this.field = field;
    this.expected = expected;
  }
}

/** Values by name; asking for a name that the command does not declare simply finds nothing. */
export interface ParsedValues {
  argument(name: string): string | undefined;
  /** All words of a repeatable argument. */
  words(name: string): readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  list(name: string): readonly string[];
}

export type CommandLine =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly topic: CommandSpec<CommandId> | GroupSpec | null }
  | { readonly kind: 'run'; readonly command: CommandSpec<CommandId>; readonly values: ParsedValues };

interface Token {
  readonly option: OptionSpec;
  readonly spelled: string;
  readonly value: string | null;
}

interface Split {
  readonly words: readonly string[];
  readonly tokens: readonly Token[];
  /** Options that no command knows; reported once the command is known, so that the suggestion fits. */
  readonly unknown: readonly string[];
  /** How many of the words stand before `--`. */
  readonly before: number;
}

/** Throws a UsageProblem for anything that is not understood. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const split = splitWords(argv);
  const has = (name: string): boolean => split.tokens.some((token) => token.option.name === name);
  if (has('help')) return { kind: 'help', topic: helpTopic(split.words) };
  if (split.words[0] === 'help') return { kind: 'help', topic: helpTopic(split.words.slice(1)) };
  if (has('version')) return { kind: 'version' };
  const found = findCommand(split.words);
  if (found === null) {
    if (split.unknown[0] !== undefined) throw unknownOption(split.unknown[0], globalOptions, 'hecate');
    return { kind: 'help', topic: groups.find((group) => group.id === split.words[0]) ?? null };
  }
  const options = [...globalOptions, ...(found.command.options ?? [])];
  if (split.unknown[0] !== undefined) throw unknownOption(split.unknown[0], options, `hecate ${found.command.id}`);
  const misplaced = split.tokens.find((token) => !options.some((option) => option.name === token.option.name));
  if (misplaced !== undefined) throw unknownOption(misplaced.spelled, options, `hecate ${found.command.id}`);
  refuseWordsBeforeDashes(found.command, found.rest.slice(0, Math.max(0, split.before - (split.words.length - found.rest.length)))[0]);
  const tokens = split.tokens.map((token) => ({
    ...token,
    option: options.find(({ name }) => name === token.option.name) ?? token.option,
  }));
  const values = readValues(found.command, found.rest, tokens);
  return { kind: 'run', command: found.command, values };
}

/** A program of the user's own may be named like anything, so it is told apart by `--`. */
function refuseWordsBeforeDashes(command: CommandSpec, word: string | undefined): void {
  const last = command.arguments?.at(-1);
  if (last?.verbatim !== true || word === undefined) return;
  throw new UsageProblem(
    `hecate ${command.id} does not take "${printable(word).slice(0, 64)}" here`,
    last.placeholder,
    `-- before the command: hecate ${command.id} [OPTIONS] -- ${last.placeholder}`,
  );
}

function splitWords(argv: readonly string[]): Split {
  const words: string[] = [];
  const tokens: Token[] = [];
  const unknown: string[] = [];
  let before: number | null = null;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') {
      before = words.length;
      words.push(...argv.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const spelled = equals === -1 ? word : word.slice(0, equals);
    const option = optionNamed(spelled);
    if (option === undefined) {
      unknown.push(spelled);
      continue;
    }
    const inline = equals === -1 ? null : word.slice(equals + 1);
    if (option.value === undefined) {
      if (inline !== null) throw new UsageProblem(`${spelled} takes no value`, spelled, `${spelled} alone`);
      tokens.push({ option, spelled, value: null });
      continue;
    }
    if (inline === null) index += 1;
    const value = inline ?? argv[index];
    if (value === undefined) throw new UsageProblem(`${spelled} needs a value`, spelled, `${spelled} ${option.value.placeholder}`);
    tokens.push({ option, spelled, value });
  }
  return { words, tokens, unknown, before: before ?? words.length };
}

/** An option means the same wherever it is known (a test holds the table to that), so the command need not be known yet. */
function optionNamed(spelled: string): OptionSpec | undefined {
  const all = [...globalOptions, ...commands.flatMap((command) => command.options ?? [])];
  return all.find((option) => spelled === `--${option.name}` || (option.short !== undefined && spelled === `-${option.short}`));
}

function findCommand(words: readonly string[]): { command: CommandSpec<CommandId>; rest: readonly string[] } | null {
  if (words.length === 0) return null;
  for (const length of [3, 2, 1]) {
    const id = words.slice(0, length).join(' ');
    const command = commands.find((candidate) => candidate.id === id || candidate.aliases?.includes(id) === true);
    if (command === undefined) continue;
    refuseMistypedWord(id, command, words[length]);
    return { command, rest: words.slice(length) };
  }
  const [first = '', second] = words;
  const group = groups.find((candidate) => candidate.id === first);
  if (group === undefined) throw unknownCommand(first, topLevelWords(), 'hecate');
  if (second !== undefined) throw unknownCommand(second, wordsBelow(group.id), `hecate ${group.id}`);
  const fallback = commands.find((candidate) => candidate.id === group.fallback);
  return fallback === undefined ? null : { command: fallback, rest: [] };
}

/** `alerts rules sett FILE` means a longer command, not a word too many for the shorter one. */
function refuseMistypedWord(id: string, command: CommandSpec<CommandId>, word: string | undefined): void {
  const below = wordsBelow(id);
  if (word === undefined || below.length === 0) return;
  const takesWords = (command.arguments ?? []).length > 0;
  if (!takesWords || nearest(word, below) !== undefined) throw unknownCommand(word, below, `hecate ${id}`);
}

function helpTopic(words: readonly string[]): CommandSpec<CommandId> | GroupSpec | null {
  const group = words.length === 1 ? groups.find((candidate) => candidate.id === words[0]) : undefined;
  return group ?? findCommand(words)?.command ?? null;
}

/** Words that may come right after `hecate`. */
export function topLevelWords(): readonly string[] {
  const all = visibleCommands.flatMap((command) => [command.id, ...(command.aliases ?? [])]);
  return [...new Set(all.map((id) => id.split(' ')[0] ?? ''))];
}

/** Words that may come right after these words. */
export function wordsBelow(words: string): readonly string[] {
  const below = visibleCommands
    .flatMap((command) => [command.id, ...(command.aliases ?? [])])
    .filter((id) => id.startsWith(`${words} `))
    .map((id) => id.slice(words.length + 1).split(' ')[0] ?? '');
  return [...new Set(below)];
}

function unknownCommand(word: string, known: readonly string[], where: string): UsageProblem {
  const shown = printable(word).slice(0, 64);
  const suggestion = nearest(word, known);
  const hint = suggestion === undefined ? '' : `; did you mean ${where} ${suggestion}?`;
  return new UsageProblem(`${where} has no command "${shown}"${hint}`, 'command', `one of ${known.join(', ')}`);
}

function unknownOption(spelled: string, options: readonly OptionSpec[], where: string): UsageProblem {
  const shown = printable(spelled).slice(0, 64);
  const known = options.map((option) => `--${option.name}`);
  const suggestion = nearest(spelled, known);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return new UsageProblem(`${where} has no option ${shown}${hint}`, shown, `one of ${known.join(', ')}`);
}

function readValues(command: CommandSpec, words: readonly string[], tokens: readonly Token[]): ParsedValues {
  const specs = command.arguments ?? [];
  const last = specs.at(-1);
  const surplus = last?.repeatable === true ? undefined : words[specs.length];
  if (surplus !== undefined) {
    throw new UsageProblem(
      `hecate ${command.id} does not take "${printable(surplus).slice(0, 64)}"`,
      'arguments',
      specs.length === 0 ? 'no more words' : `at most ${String(specs.length)}: ${specs.map((spec) => spec.placeholder).join(' ')}`,
    );
  }
  const found = new Map(specs.map((spec, index) => [spec.name, argumentValue(command, spec, words[index])]));
  const repeated = last?.repeatable === true ? words.slice(specs.length - 1).map((word) => checkedValue(word, last, last.placeholder)) : [];
  const given = (name: string): readonly string[] =>
    tokens.filter((token) => token.option.name === name).flatMap((token) => optionValues(token));
  for (const token of tokens) refuseRepetition(token, tokens);
  for (const { option } of tokens) given(option.name);
  return {
    argument: (name) => found.get(name),
    words: (name) => (name === last?.name ? repeated : []),
    flag: (name) => tokens.some((token) => token.option.name === name),
    text: (name) => given(name)[0],
    number: (name) => (given(name)[0] === undefined ? undefined : Number(given(name)[0])),
    list: given,
  };
}

function argumentValue(command: CommandSpec, spec: ArgumentSpec, word: string | undefined): string | undefined {
  if (word !== undefined) return checkedValue(word, spec, spec.placeholder);
  if (spec.optional === true) return undefined;
  throw new UsageProblem(`hecate ${command.id} needs ${spec.placeholder}`, spec.placeholder, spec.summary);
}

function optionValues(token: Token): readonly string[] {
  if (token.value === null || token.option.value === undefined) return [];
  const { option, spelled } = token;
  const parts = option.splits === true ? token.value.split(',').filter((part) => part !== '') : [token.value];
  return parts.map((part) => checkedValue(part, token.option.value ?? { placeholder: 'VALUE' }, spelled));
}

function refuseRepetition(token: Token, tokens: readonly Token[]): void {
  if (token.option.value === undefined || token.option.repeatable === true) return;
  if (tokens.filter((other) => other.option.name === token.option.name).length > 1) {
    throw new UsageProblem(`${token.spelled} is given twice`, token.spelled, 'one value');
  }
}

function checkedValue(word: string, spec: Pick<ArgumentSpec, 'choices' | 'range' | 'placeholder'>, field: string): string {
  const shown = printable(word).slice(0, 64);
  if (spec.choices !== undefined && !spec.choices.includes(word)) {
    const suggestion = nearest(word, spec.choices);
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    throw new UsageProblem(`${field} cannot be "${shown}"${hint}`, field, `one of ${spec.choices.join(', ')}`);
  }
  if (spec.range === undefined) return word;
  const value = /^-?\d{1,12}$/.test(word) ? Number(word) : Number.NaN;
  if (value >= spec.range.min && value <= spec.range.max) return word;
  const expected = `a whole number from ${String(spec.range.min)} to ${String(spec.range.max)}`;
  throw new UsageProblem(`${field} cannot be "${shown}"`, field, expected);
}
