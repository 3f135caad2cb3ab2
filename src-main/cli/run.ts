/** One run of `hecate`: words in, an exit code out. */
import { formatHelp } from './commandLine/help.ts';
import { type CommandLine, parseCommandLine } from './commandLine/parse.ts';
import type { CommandContext, Session } from './context.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { reportFailure } from './failure.ts';
import { loadHandler } from './handlers/index.ts';
import { type Console, pageOf } from './terminal/console.ts';

export interface RunOptions {
  readonly console: Console;
  readonly version: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly openSession: (sysroot: string | null) => Promise<Session>;
}

/** Never rejects: every failure is printed and becomes an exit code. */
export async function run(argv: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { console, signal } = options;
  // Known before parsing, so that a command line that cannot be understood is answered in the asked form as well.
  const dashes = argv.indexOf('--');
  const own = dashes === -1 ? argv : argv.slice(0, dashes);
  const json = own.includes('--json');
  const page = pageOf(console, own.includes('--no-color'));
  const sessions: Session[] = [];
  try {
    const line = parseCommandLine(argv);
    if (line.kind === 'version') {
      console.write(json ? `${JSON.stringify({ version: options.version })}\n` : `hecate ${options.version}\n`);
      return exitCodes.ok;
    }
    if (line.kind === 'help') return await printHelp(line, options, json);
    const { values, command } = line;
    let opened: Promise<Session> | undefined;
    const session = (): Promise<Session> => {
      opened ??= options.openSession(values.text('sysroot') ?? null).then((fresh) => {
        sessions.push(fresh);
        return fresh;
      });
      return opened;
    };
    const context: CommandContext = { values, console, page, json, session, signal };
    const handler = await loadHandler(command.id);
    return await handler(context);
  } catch (error) {
    return reportFailure(error, { console, page, json, interrupted: signal.aborted });
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function printHelp(line: Extract<CommandLine, { kind: 'help' }>, options: RunOptions, json: boolean): Promise<ExitCode> {
  const contracts = Object.values(await import('../contracts/index.ts'));
  const page = pageOf(options.console, false);
  const lines = formatHelp(page, line.topic, contracts);
  options.console.write(json ? `${JSON.stringify({ help: lines })}\n` : `${lines.join('\n')}\n`);
  return exitCodes.ok;
}
