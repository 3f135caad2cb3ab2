/** What becomes of a Plan that nobody confirms when programs are killed: the real executor on a real kernel, and hecated around it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planOf } from '../../helpers/executor/proof/scenarios.ts';
import { createExecutorPort, type LaunchedExecutor } from '../../helpers/launch/executorPort.ts';
import { daemonSocketPath, productFolders } from '../base/folders.ts';
import { createClient } from '../contracts/kit/client.ts';
import { type ProofProgress, type ProofReport, proofContract } from '../contracts/proof.ts';
import { type Arms, createArms, takeBack } from '../engines/benchmark/proof/run/arms.ts';
import { createNodeHost } from '../host/node/nodeHost.ts';
import { programCommand } from '../services/programs.ts';
import { connectUnixSocket } from '../transports/unixSocket.ts';

/** No other test of the project changes these: test files run side by side on one kernel. */
const statInterval = '/proc/sys/vm/stat_interval';
const pageCluster = '/proc/sys/vm/page-cluster';
const usable = process.geteuid?.() === 0 && existsSync(statInterval) && existsSync(pageCluster);
if (!usable) console.warn('tests of killed proofs are skipped: they need root and a real /proc/sys');

const log = { info: () => undefined, error: () => 'id' };
const slow = 60_000;
const read = (file: string): string => readFileSync(file, 'utf8').trim();
const stock = usable ? { statInterval: read(statInterval), pageCluster: read(pageCluster) } : { statInterval: '', pageCluster: '' };
const other = String(Number(stock.statInterval) + 1);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hecate-proof-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (!usable) return;
  if (read(statInterval) !== stock.statInterval) writeFileSync(statInterval, stock.statInterval);
  if (read(pageCluster) !== stock.pageCluster) writeFileSync(pageCluster, stock.pageCluster);
});

async function until(check: () => void, timeout = 20_000): Promise<void> {
  await vi.waitFor(check, { timeout, interval: 50 });
}

/** Executors with root's powers below a process. */
function executorsOf(pid: number): readonly number[] {
  const children = read(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.filter((child) => {
    const words = readFileSync(`/proc/${String(child)}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.includes('helpers/executor/')) && !words.includes('--read-only') && words.join(' ').includes(folder);
  });
}

describe.skipIf(!usable)('a Plan that nobody confirms (skipped unless root)', { timeout: slow }, () => {
  const ports: LaunchedExecutor[] = [];
  const signal = new AbortController().signal;
  const plan = planOf('any', [{ kind: 'sysctl.set', key: 'vm.stat_interval', value: other }]);
  const planIds: string[] = [];

  function open(): { readonly arms: Arms; readonly port: LaunchedExecutor } {
    const port = createExecutorPort({
      folders: productFolders({ HECATE_STATE_DIR: folder }, 0),
      program: programCommand('hecate-executor'),
      log,
      uid: 0,
    });
    ports.push(port);
    const arms = createArms({
      executor: port,
      clock: createNodeHost().clock,
      newPlanId: () => `proof-test-${crypto.randomUUID()}`,
      onApply: (planId) => planIds.push(planId),
    });
    return { arms, port };
  }
  afterEach(() => {
    for (const port of ports.splice(0)) port.dispose();
    planIds.length = 0;
  });

  it('is put in force and taken back again and again, over one connection', async () => {
    const { arms, port } = open();
    for (let turn = 0; turn < 3; turn += 1) {
      await arms.candidate(plan, 60, signal);
      expect(read(statInterval)).toBe(other);
      expect(await arms.stock()).toEqual({ outcome: 'restored' });
      expect(read(statInterval)).toBe(stock.statInterval);
    }
    expect(new Set(planIds).size).toBe(3);
    const { plans } = await port.read.history({ limit: 10, before: null });
    expect(plans.map((record) => record.state)).toEqual(['undone', 'undone', 'undone']);
  });

  it('is taken back at once when its client has gone', async () => {
    const { arms, port } = open();
    await arms.candidate(plan, 600, signal);
    port.dispose();
    await until(() => {
      expect(read(statInterval)).toBe(stock.statInterval);
    });
  });

  it('stays when the executor is killed, until the way back starts the next one', async () => {
    const { arms } = open();
    await arms.candidate(plan, 600, signal);
    for (const pid of executorsOf(process.pid)) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(read(statInterval)).toBe(other);
    expect(await arms.stock()).toMatchObject({ outcome: 'lost' });
    expect(read(statInterval)).toBe(stock.statInterval);
  });

  it('is taken back by another process when both were killed', async () => {
    const first = open();
    await first.arms.candidate(plan, 600, signal);
    for (const pid of executorsOf(process.pid)) process.kill(pid, 'SIGKILL');
    first.port.dispose();
    const [planId = ''] = planIds;
    expect(await takeBack(open().port, createNodeHost().clock, planId)).toMatchObject({ outcome: 'lost' });
    expect(read(statInterval)).toBe(stock.statInterval);
  });

  it('is taken back when its time is over, and that is noticed', async () => {
    const { arms } = open();
    await arms.candidate(plan, 5, signal);
    await until(() => {
      expect(read(statInterval)).toBe(stock.statInterval);
    });
    expect(await arms.stock()).toMatchObject({ outcome: 'lost' });
  });

  it('is left to somebody else who changed the value meanwhile', async () => {
    const { arms } = open();
    await arms.candidate(plan, 60, signal);
    writeFileSync(statInterval, String(Number(other) + 1));
    expect(await arms.stock()).toMatchObject({ outcome: 'conflict' });
    expect(read(statInterval)).toBe(String(Number(other) + 1));
  });
});

describe.skipIf(!usable)('hecated with a proof (skipped unless root)', { timeout: 2 * slow }, () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function start(): Promise<ChildProcess> {
    const env = { ...process.env, HECATE_STATE_DIR: path.join(folder, 'state'), HECATE_RUNTIME_DIR: path.join(folder, 'run') };
    const main = path.resolve(import.meta.dirname, 'main.ts');
    const child = spawn(process.execPath, [main, '--idle-exit', '0'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await new Promise<void>((resolve) => {
      child.stdout.once('data', () => {
        resolve();
      });
    });
    return child;
  }
  const client = async () =>
    createClient(
      proofContract,
      await connectUnixSocket(
        daemonSocketPath(productFolders({ HECATE_STATE_DIR: path.join(folder, 'state'), HECATE_RUNTIME_DIR: path.join(folder, 'run') }, 0)),
      ),
    );

  const input = {
    goal: { kind: 'command' as const, command: ['true'], folder: null, measure: { kind: 'wallTime' as const }, timeoutSeconds: 10 },
    subject: { kind: 'knob' as const, knobId: 'vm.page-cluster', values: [stock.pageCluster === '1' ? '2' : '1'] },
    maxSeconds: 30,
    force: true,
  };

  /** Resolves with the end of the proof, and calls back at the first measurement of the candidate. */
  async function proveUntilCandidate(atCandidate: () => void): Promise<ProofReport | string> {
    let seen = false;
    const onProgress = (progress: ProofProgress): void => {
      if (seen || progress.arm !== 'candidate') return;
      seen = true;
      atCandidate();
    };
    const proof = await client();
    return proof.prove(input, { onProgress }).catch((error: unknown) => String(error));
  }

  it('measures on the real kernel, reads it back, and a killed executor costs it no more than a block', async () => {
    const daemon = await start();
    const report = await proveUntilCandidate(() => {
      for (const pid of executorsOf(daemon.pid ?? 0)) process.kill(pid, 'SIGKILL');
    });
    expect(report).toMatchObject({ state: 'finished', machineState: 'stock' });
    if (typeof report === 'string') return;
    expect(report.trials[0]?.order.startsWith('ABBA')).toBe(true);
    expect(report.trials[0]?.planIds.length).toBeGreaterThan(2);
    expect(read(pageCluster)).toBe(stock.pageCluster);
  });

  it('killed together with its executor finds the proof at its next start, takes it back and says so', async () => {
    const daemon = await start();
    let inForce = '';
    const proving = proveUntilCandidate(() => {
      inForce = read(pageCluster);
      const pid = daemon.pid ?? 0;
      for (const executor of executorsOf(pid)) process.kill(executor, 'SIGKILL');
      process.kill(pid, 'SIGKILL');
    });
    await proving;
    expect(inForce).toBe(input.subject.values[0]);
    expect(read(pageCluster)).toBe(inForce);
    await start();
    await until(() => {
      expect(read(pageCluster)).toBe(stock.pageCluster);
    });
    const { proofs } = await (await client()).list({});
    expect(proofs).toMatchObject([{ state: 'interrupted', machineState: 'stock', resumable: true }]);
  });
});
