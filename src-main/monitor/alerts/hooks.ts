/**
 * The command of a rule: a program with arguments, never a shell. What a device
 * calls itself reaches it in environment variables only, where it is data.
 */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { printable } from '../../base/text.ts';
import type { Alert } from '../../contracts/alerts.ts';

export type SpawnProgram = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export interface HooksOptions {
  /** Loaded when the first command runs, because most machines have none. */
  readonly loadSpawn: () => Promise<SpawnProgram>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly complain: (text: string) => void;
  readonly timeLimitMs?: number;
  readonly maxAtOnce?: number;
}

export interface Hooks {
  run(command: readonly string[], state: 'fired' | 'ended', alert: Alert): void;
  /** Ends what still runs. */
  close(): void;
}

const defaultTimeLimitMs = 30_000;
const defaultMaxAtOnce = 4;
const maxWaiting = 64;
/** From the friendly signal to the one that cannot be refused. */
const killAfterMs = 2000;
const maxComplaints = 100;

/** What a program needs to find its user, other programs, the desktop and a language; nothing else of ours is its business. */
const passedOn = ['HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'];
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of a command: a short list of ours, and the alert without control characters. */
export function hookEnvironment(env: HooksOptions['env'], state: 'fired' | 'ended', alert: Alert): Record<string, string> {
  const ours = passedOn.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const about = {
    ID: alert.id,
    RULE: alert.ruleId,
    TITLE: alert.title,
    SEVERITY: alert.severity,
    STATE: state,
    METRIC: alert.metric,
    DEVICE: alert.instance,
    VALUE: alert.value === null ? '' : String(alert.value),
    TEXT: alert.text,
    STARTED_AT: new Date(alert.startedAt).toISOString(),
  };
  const told = Object.entries(about).map(([name, value]) => [`HECATE_ALERT_${name}`, printable(value)] as const);
  return Object.fromEntries([['PATH', searchPath] as const, ...ours, ...told]);
}

interface Run {
  readonly ruleId: string;
  readonly command: readonly string[];
  readonly env: Record<string, string>;
}

export function createHooks(options: HooksOptions): Hooks {
  const { loadSpawn, env, complain, timeLimitMs = defaultTimeLimitMs, maxAtOnce = defaultMaxAtOnce } = options;
  const waiting: Run[] = [];
  const running = new Map<ChildProcess, () => void>();
  const complained = new Set<string>();
  let spawn: SpawnProgram | undefined;
  let isLoading = false;
  let closed = false;

  /** Once for each rule and reason: a rule that fires every minute must not fill the journal. */
  function complainOnce({ ruleId, command }: Pick<Run, 'ruleId' | 'command'>, why: string): void {
    const key = `${ruleId} ${why}`;
    if (complained.has(key) || complained.size >= maxComplaints) return;
    complained.add(key);
    complain(`the command of alert ${ruleId} (${printable(command[0] ?? '')}) ${why}`);
  }

  function start(program: SpawnProgram, run: Run): void {
    const [file = '', ...args] = run.command;
    let child: ChildProcess;
    try {
      // A group of its own, so that what it starts ends with it.
      child = program(file, args, { env: run.env, cwd: '/', stdio: 'ignore', shell: false, detached: true });
    } catch (error) {
      complainOnce(run, `could not be started: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    let tooLong = false;
    let kill: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      tooLong = true;
      signalGroup(child, 'SIGTERM');
      kill = setTimeout(() => {
        signalGroup(child, 'SIGKILL');
      }, killAfterMs);
    }, timeLimitMs);
    const done = (why: string | undefined): void => {
      if (!running.delete(child)) return;
      clearTimeout(limit);
      clearTimeout(kill);
      if (why !== undefined) complainOnce(run, why);
      next();
    };
    running.set(child, () => {
      clearTimeout(limit);
      clearTimeout(kill);
      signalGroup(child, 'SIGKILL');
    });
    child.once('error', (error) => {
      done(`could not be started: ${error.message}`);
    });
    child.once('exit', (status, signal) => {
      // What it has left behind in its group goes with it.
      if (tooLong) signalGroup(child, 'SIGKILL');
      done(tooLong ? `took longer than ${String(timeLimitMs / 1000)} s and was ended` : exitText(status, signal));
    });
  }

  function next(): void {
    if (closed || waiting.length === 0) return;
    if (spawn === undefined) {
      load();
      return;
    }
    while (running.size < maxAtOnce) {
      const run = waiting.shift();
      if (run === undefined) return;
      start(spawn, run);
    }
  }

  function load(): void {
    if (isLoading) return;
    isLoading = true;
    loadSpawn()
      .then((loaded) => {
        spawn = loaded;
        next();
      })
      .catch((error: unknown) => {
        isLoading = false;
        complain(`commands of alerts cannot run: ${error instanceof Error ? error.message : String(error)}`);
      });
  }

  return {
    run(command, state, alert) {
      if (closed) return;
      if (waiting.length >= maxWaiting) {
        complainOnce({ ruleId: alert.ruleId, command }, `was left out: ${String(maxWaiting)} others wait already`);
        return;
      }
      waiting.push({ ruleId: alert.ruleId, command, env: hookEnvironment(env, state, alert) });
      next();
    },
    close() {
      closed = true;
      waiting.length = 0;
      for (const end of running.values()) end();
      running.clear();
    },
  };
}

function exitText(status: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (status === 0) return undefined;
  return status === null ? `was ended by ${String(signal)}` : `failed with status ${String(status)}`;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // A negative number means the group that the child leads (kill(2)).
    process.kill(-child.pid, signal);
  } catch {
    // Everything in the group has ended by itself.
  }
}
