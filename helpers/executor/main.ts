/** hecate-executor: the only program of the product that runs as root. On demand, one Plan at a time. */
import '../../src-main/contracts/kit/oneShot.ts';
import { existsSync, mkdirSync } from 'node:fs';
import { shortId } from '../../src-main/base/shortId.ts';
import { printable } from '../../src-main/base/text.ts';
import { productVersion } from '../../src-main/base/version.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import { endProcess } from '../../src-main/transports/nativeCalls.ts';
import type { Invocation } from './commandLine.ts';
import { helpText, parseCommandLine } from './commandLine.ts';
import { Executor } from './executor.ts';
import type { ExitCode } from './exitCodes.ts';
import { exitCode } from './exitCodes.ts';
import type { Grant } from './grant.ts';
import { classGrant, rootGrant } from './grant.ts';
import { openJournal, openJournalForReading } from './journal.ts';
import { tryLock } from './lock.ts';
import { problemText } from './problem.ts';
import { serveCaller, serveSocket, serveStdio } from './serving.ts';
import { runSubcommand } from './subcommands.ts';
import { createSystemMachine } from './systemMachine.ts';

const uid = process.getuid?.() ?? 0;

const log = {
  error: (message: string, error: unknown): string => {
    const id = shortId();
    process.stderr.write(`hecate-executor: ${id} ${printable(message)}: ${printable(problemText(error))}\n`);
    return id;
  },
  info: (message: string): void => {
    process.stderr.write(`hecate-executor: ${printable(message)}\n`);
  },
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function grantFor(invocation: Invocation): Grant {
  return invocation.granted === null ? rootGrant(invocation.callerUid ?? uid) : classGrant(invocation.callerUid, invocation.granted);
}

function createExecutor(invocation: Invocation): Executor {
  const { stateFolder, readOnly } = invocation;
  return new Executor({
    machine: createSystemMachine(),
    stateFolder,
    uid,
    journal: readOnly ? undefined : openJournal(stateFolder),
    openForReading: () => openJournalForReading(stateFolder),
    tryLock: () => tryLock(stateFolder),
    log: log.info,
  });
}

async function serve(invocation: Invocation): Promise<ExitCode> {
  const { command, readOnly } = invocation;
  const executor = createExecutor(invocation);
  executor.recover();
  const scope = readOnly ? 'read' : 'admin';
  switch (command.kind) {
    case 'serveStdio':
      await serveStdio(executor, grantFor(invocation), { scope, log });
      return exitCode.done;
    case 'connect':
      await serveCaller(executor, grantFor(invocation), { scope, log, ...command, callerUid: invocation.callerUid ?? uid });
      return exitCode.done;
    case 'serveSocket':
      await serveSocket(executor, { scope, log, socket: command.socket, descriptor: undefined });
      return exitCode.done;
    case 'serveSystemdSocket':
      await serveSocket(executor, { scope, log, socket: 'systemd', descriptor: 3 });
      return exitCode.done;
    case 'recover':
    case 'boot-start':
    case 'boot-healthy':
    case 'revert-all':
    case 'help':
    case 'version':
      throw new Error(`${command.kind} does not serve`);
  }
}

async function runCommand(invocation: Invocation): Promise<ExitCode> {
  const { command, stateFolder } = invocation;
  switch (command.kind) {
    case 'help':
      process.stdout.write(helpText);
      return exitCode.done;
    case 'version':
      print(productVersion);
      return exitCode.done;
    case 'recover':
    case 'boot-start':
    case 'boot-healthy':
    case 'revert-all': {
      if (!existsSync(stateFolder)) mkdirSync(stateFolder, { recursive: true, mode: 0o755 });
      const core = { machine: createSystemMachine(), journal: openJournal(stateFolder) };
      const context = { core, tryLock: () => tryLock(stateFolder), uid: invocation.callerUid, force: invocation.force, print };
      return runSubcommand(command.kind, context);
    }
    case 'serveStdio':
    case 'serveSocket':
    case 'serveSystemdSocket':
    case 'connect':
      return serve(invocation);
  }
}

function needsRoot(invocation: Invocation): boolean {
  const { kind } = invocation.command;
  return kind !== 'help' && kind !== 'version' && !invocation.readOnly;
}

async function main(): Promise<ExitCode> {
  // update-grub and systemctl inherit it, and their files have readers; our own private file states its mode itself.
  process.umask(0o022);
  const parsed = parseCommandLine(process.argv.slice(2), { env: process.env, uid, pid: process.pid });
  if (!parsed.ok) {
    process.stderr.write(`hecate-executor: ${printable(parsed.problem)}\n`);
    return exitCode.usage;
  }
  if (needsRoot(parsed.invocation) && uid !== 0) {
    process.stderr.write('hecate-executor: this needs root; with --read-only it only answers questions\n');
    return exitCode.notAllowed;
  }
  return runCommand(parsed.invocation);
}

main().then(
  (code) => {
    endProcess(code);
  },
  (error: unknown) => {
    const unreadable = error instanceof AppError && error.code === 'journal.unreadable';
    process.stderr.write(`hecate-executor: ${printable(problemText(error))}\n`);
    endProcess(unreadable ? exitCode.journalUnreadable : exitCode.failed);
  },
);
