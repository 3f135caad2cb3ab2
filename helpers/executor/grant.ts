/**
 * Who asks, and what that person may have done. One polkit action id per risk
 * class (resources/polkit); docs/adr/0003-risk-classes.md.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { riskAllows } from './risk.ts';

export interface Grant {
  /** User who asked, for the history. */
  readonly uid: number | null;
  /** Resolves when a change of this class is allowed, else rejects with a privilege error. */
  authorise(risk: RiskClass): Promise<void>;
}

export function polkitAction(risk: RiskClass): string {
  return `org.hecateos.control-center.${risk}`;
}

/** The program was started by root. */
export function rootGrant(uid: number): Grant {
  return { uid, authorise: () => Promise.resolve() };
}

/** polkit authorised this start with the class in its first argument; anything above is refused. */
export function classGrant(uid: number | null, granted: RiskClass): Grant {
  return {
    uid,
    authorise: (risk) => {
      if (riskAllows(granted, risk)) return Promise.resolve();
      const message = `this was authorised for changes of class ${granted}, but the Plan is of class ${risk}`;
      return Promise.reject(new AppError('privilege.denied', message, { details: { actionId: polkitAction(risk) } }));
    },
  };
}

/** The caller of one connection to the socket, as the kernel knows it. */
export interface Caller {
  readonly pid: number;
  readonly uid: number;
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold spaces and brackets. */
export function startTime(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const value = fields[19];
  return value !== undefined && /^\d+$/.test(value) ? value : undefined;
}

/** Effective user of `Uid:` in /proc/PID/status (proc(5)). */
export function effectiveUid(status: string): number | undefined {
  const value = /^Uid:\s+\d+\s+(\d+)\s/m.exec(status)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** undefined also when the id belongs to another user's process by now: the caller may have ended before it was accepted. */
function processStartTime({ pid, uid }: Caller): string | undefined {
  try {
    const started = startTime(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
    return effectiveUid(readFileSync(`/proc/${String(pid)}/status`, 'latin1')) === uid ? started : undefined;
  } catch {
    return undefined; // the caller has ended; asking about it is refused below
  }
}

const pkcheckPath = '/usr/bin/pkcheck';
/** A person may be typing a password. */
const pkcheckTimeoutMs = 180_000;

/**
 * Asks polkit about the process that connected. Its start time is taken when
 * the connection is made, so that another process that gets the same id later
 * is not taken for it (privilege.md: CVE-2025-67859).
 */
export function polkitGrant(caller: Caller): Grant {
  const started = processStartTime(caller);
  return { uid: caller.uid, authorise: (risk) => (caller.uid === 0 ? Promise.resolve() : askPolkit(caller, started, risk)) };
}

function askPolkit(caller: Caller, started: string | undefined, risk: RiskClass): Promise<void> {
  const actionId = polkitAction(risk);
  if (started === undefined) return Promise.reject(denied('the process that asks has ended', actionId));
  const subject = `${String(caller.pid)},${started},${String(caller.uid)}`;
  const args = ['--action-id', actionId, '--process', subject, '--allow-user-interaction'];
  return new Promise((resolve, reject) => {
    execFile(pkcheckPath, args, { timeout: pkcheckTimeoutMs, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }, (error) => {
      if (error === null) resolve();
      else reject(refusal(error.code, actionId));
    });
  });
}

function denied(message: string, actionId: string): AppError {
  return new AppError('privilege.denied', message, { details: { actionId } });
}

/** pkcheck(1): 1 not authorised, 2 needs a password and nobody can ask for it, 3 dismissed. */
function refusal(exitCode: unknown, actionId: string): AppError {
  if (exitCode === 3) return new AppError('privilege.dismissed', 'the password dialog was closed', { details: {} });
  if (exitCode === 2) {
    return new AppError('privilege.noAgent', 'a password is needed, but nothing on this session can ask for it', {
      details: { tryInstead: 'sudo hecate tune apply' },
    });
  }
  if (exitCode === 'ENOENT') return denied('polkit (pkcheck) is not installed, so nobody but root may change anything', actionId);
  return denied('polkit does not allow this user to do it', actionId);
}
