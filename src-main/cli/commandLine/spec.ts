/** How a command of `hecate` is written down: plain data, from which parsing, help, man page and completions come. */

/** What a shell may offer for a word; the lists among them come from `hecate complete`. */
export type Completion = 'file' | 'folder' | CompletionList;
export type CompletionList = 'profile' | 'knob' | 'plan' | 'setting' | 'series' | 'alert' | 'benchmark' | 'run' | 'proof';

interface ValueSpec {
  /** Placeholder in upper case, for example ID. */
  readonly placeholder: string;
  readonly choices?: readonly string[];
  readonly complete?: Completion;
  /** Whole number within these limits. */
  readonly range?: { readonly min: number; readonly max: number };
}

export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  readonly summary: string;
  /** Absent for a switch. */
  readonly value?: ValueSpec;
  /** May be given several times; commas separate too when `splits` is set. */
  readonly repeatable?: boolean;
  readonly splits?: boolean;
}

export interface ArgumentSpec extends ValueSpec {
  /** Key in the parsed result. */
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
  /** All words from here on; only the last argument. */
  readonly repeatable?: boolean;
  /** Only words after --, which may look like options; only for a repeatable and optional argument. */
  readonly verbatim?: boolean;
}

export interface CommandSpec<Id extends string = string> {
  /** Words on the command line, joined by one space, for example `tune plan`. */
  readonly id: Id;
  /** Shorter spellings, the same way. */
  readonly aliases?: readonly string[];
  /** Contract member whose title and description are shown, for example `tuning.plan`; null when `title` says it all. */
  readonly member: string | null;
  /** Replaces the title of the member. */
  readonly title?: string;
  /** Not for people: in no help, no man page and no completion. */
  readonly hidden?: boolean;
  /** Added to the description of the member. */
  readonly note?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples?: readonly { readonly line: string; readonly what: string }[];
}

/** Words that only lead to other words, for example `tune`. */
export interface GroupSpec {
  readonly id: string;
  /** Contract whose title and description are shown. */
  readonly contract: string;
  /** Command that the bare word means; null shows the help. */
  readonly fallback: string | null;
}
