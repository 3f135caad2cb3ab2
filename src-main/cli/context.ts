/** What a command's handler gets, and the few ways in which it answers. */
import type { Client, Contract } from '../contracts/kit/define.ts';
import type { ParsedValues } from './commandLine/parse.ts';
import type { ExitCode } from './exitCodes.ts';
import { jsonText } from './format/json.ts';
import type { Console } from './terminal/console.ts';
import type { Page } from './terminal/layout.ts';

/** A way to the engines: a running hecated, or this very process. */
export interface Session {
  client<C extends Contract>(contract: C): Promise<Client<C>>;
  /** True when this process hosts the engines itself. */
  readonly hosted: boolean;
  /** Rejects when the way to the engines is lost; never settles otherwise. Streams wait for it, which would hear nothing more. */
  readonly lost: Promise<never>;
  /** False when a monitor would have to be started for this session, so that it has no past. */
  monitorRuns(): Promise<boolean>;
  close(): Promise<void>;
}

export interface CommandContext {
  readonly values: ParsedValues;
  readonly console: Console;
  readonly page: Page;
  readonly json: boolean;
  /** Opened on first use, closed by the caller of the handler. */
  session(): Promise<Session>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type Handler = (context: CommandContext) => Promise<ExitCode>;

/** Prints `value` as the one JSON document, or what `lines` makes of it for people. */
export function print<T>(context: CommandContext, value: T, lines: (value: T) => readonly string[]): void {
  if (context.json) printJson(context, value);
  else for (const line of lines(value)) context.console.write(`${line}\n`);
}

export function printJson(context: CommandContext, value: unknown): void {
  context.console.write(`${jsonText(value, 2)}\n`);
}

/** A line for people beside the result; never in the way of --json. */
export function note(context: CommandContext, text: string): void {
  if (!context.json) context.console.writeError(`${text}\n`);
}

export async function clientOf<C extends Contract>(context: CommandContext, contract: C): Promise<Client<C>> {
  return (await context.session()).client(contract);
}
