/**
 * hecated as a child of the app: started when nobody answers on its socket
 * (systemd starts it where the product is installed) and ended with the app.
 * hecated in turn joins or starts hecate-monitor. A program that somebody else
 * started is left alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { printable } from '../base/text.ts';

export type ProgramName = 'hecated' | 'hecate-monitor';

export interface ProgramsOptions {
  /** Folder with the launchers. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For example `--sysroot FOLDER`. */
  readonly programArguments: readonly string[];
  readonly log: (line: string) => void;
  /** How long a program has to end by itself before it is killed, milliseconds. */
  readonly graceMs?: number;
}

export interface RunningProgram {
  /** Settles when the program has ended, with the reason in plain words. */
  readonly ended: Promise<string>;
}

export interface Programs {
  /** Starts the program unless the app has it running already. */
  start(name: ProgramName): RunningProgram;
  /** Ends what was started; settles when all are gone. */
  stop(): Promise<void>;
}

const keptErrorBytes = 4_096;
const defaultGraceMs = 3_000;

/** Variables that Electron or a developer set for this process and that would change how Node starts there. */
const notForChildren = [
  'NODE_OPTIONS',
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_OVERRIDE_DIST_PATH',
  'NODE_EXTRA_CA_CERTS',
  'LISTEN_FDS',
  'LISTEN_PID',
];

export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !notForChildren.includes(name)));
}

/** Why a program ended, with its last line, which is where programs say what is wrong. */
export function endReason(name: string, code: number | null, signal: string | null, errorText: string): string {
  const last = printable(errorText.trim().split('\n').at(-1) ?? '');
  const how = signal === null ? `ended with code ${String(code ?? 'unknown')}` : `was ended by ${signal}`;
  return last === '' ? `${name} ${how}` : `${name} ${how}: ${last.slice(0, 300)}`;
}

export function createPrograms(options: ProgramsOptions): Programs {
  const running = new Map<ProgramName, { readonly child: ChildProcess; readonly program: RunningProgram }>();

  function launch(name: ProgramName): RunningProgram {
    const child = spawn(`${options.folder}/${name}`, [...options.programArguments], {
      env: childEnvironment(options.env),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errorText = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errorText = (errorText + text).slice(-keptErrorBytes);
    });
    const ended = new Promise<string>((resolve) => {
      const finish = (reason: string): void => {
        if (!running.delete(name)) return; // Node reports a failed start as an error and as an end
        options.log(reason);
        resolve(reason);
      };
      child.once('error', (error) => {
        finish(`${name} does not start: ${error.message}`);
      });
      child.once('close', (code, signal) => {
        finish(endReason(name, code, signal, errorText));
      });
    });
    const program = { ended };
    running.set(name, { child, program });
    return program;
  }

  return {
    start: (name) => running.get(name)?.program ?? launch(name),
    stop: async () => {
      const all = [...running.values()];
      for (const { child } of all) child.kill('SIGTERM');
      const force = setTimeout(() => {
        for (const { child } of all) child.kill('SIGKILL');
      }, options.graceMs ?? defaultGraceMs);
      await Promise.all(all.map(({ program }) => program.ended));
      clearTimeout(force);
    },
  };
}
