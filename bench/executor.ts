/** hecate-executor: from process start to the first applied step, with the journal's disk writes in it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { cleanEnvironment, endChild, median, type Row } from './measure.ts';

const knob = '/proc/sys/vm/swappiness';

function planFor(value: string, before: string): object {
  return {
    version: 1,
    id: `bench-${String(process.hrtime.bigint())}`,
    title: 'Bench: one harmless step',
    createdAt: new Date().toISOString(),
    profileId: null,
    steps: [
      {
        id: 's1',
        knobId: null,
        title: 'Swappiness',
        operation: { kind: 'sysctl.set', key: 'vm.swappiness', value },
        risk: 'reversible',
        before,
        after: value,
        why: 'measuring the executor',
        evidence: [],
      },
    ],
  };
}

async function applyAndUndoOnce(executor: string, stateFolder: string): Promise<{ helloMs: number; firstStepMs: number; undoMs: number }> {
  const before = readFileSync(knob, 'utf8').trim();
  const started = process.hrtime.bigint();
  const since = (): number => Number(process.hrtime.bigint() - started) / 1e6;
  const child = spawn(executor, [], { stdio: ['pipe', 'pipe', 'inherit'], env: cleanEnvironment({ HECATE_STATE_DIR: stateFolder }) });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  try {
    await connection.sendRequest('executor.hello', {});
    const helloMs = since();
    const plan = planFor(before === '61' ? '62' : '61', before);
    await connection.sendRequest('executor.apply', { input: { plan, confirmWithinSeconds: null }, job: 'bench' });
    const firstStepMs = since();
    await connection.sendRequest('executor.undo', { input: { planId: null, knobId: null, all: true, force: false }, job: 'bench-undo' });
    const after = readFileSync(knob, 'utf8').trim();
    if (after !== before) throw new Error(`swappiness was ${before}, is ${after} after undo`);
    return { helloMs, firstStepMs, undoMs: since() - firstStepMs };
  } finally {
    connection.dispose();
    child.stdin.end();
    await endChild(child);
  }
}

export async function measureExecutor(executor: string, scratch: string, rounds: number): Promise<readonly Row[]> {
  if (process.getuid?.() !== 0) {
    return [{ name: 'executor: needs root', value: null, unit: '', budget: null, how: 'run the bench as root to measure it' }];
  }
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await applyAndUndoOnce(executor, path.join(scratch, 'executor')));
  const how = `median of ${String(rounds)} runs on the real vm.swappiness, restored by undo`;
  return [
    { name: 'executor start to first answer', value: median(runs.map((run) => run.helloMs)), unit: 'ms', budget: 100, how },
    { name: 'executor start to first step applied', value: median(runs.map((run) => run.firstStepMs)), unit: 'ms', budget: 100, how },
    { name: 'executor undo', value: median(runs.map((run) => run.undoMs)), unit: 'ms', budget: null, how },
  ];
}
