/**
 * `npm run bench`: measures every row of the budget table and prints what it
 * found beside established tools in the same run. `--quick` takes about three
 * minutes, the full run about fifteen; `--only monitor` takes those groups
 * whose title has the word. Exit code 1 when a budget is missed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measureCommands } from './commands.ts';
import { measureComparisons } from './comparisons.ts';
import { measureDaemon } from './daemon.ts';
import { measureExecutor } from './executor.ts';
import type { Row } from './measure.ts';
import { measureMonitorRows } from './monitorRows.ts';
import { measurePeers } from './peers.ts';
import { measureProof } from './proof.ts';
import { measureWindow } from './window.ts';

const root = path.resolve(import.meta.dirname, '..');
const binaries = path.join(root, 'out/bin');

function format(row: Row): string {
  const value = row.value === null ? 'not measured' : `${row.value.toFixed(row.value < 10 ? 2 : 1)} ${row.unit}`;
  const verdict =
    row.budget === null
      ? ''
      : row.value !== null && row.value <= row.budget
        ? `within ${String(row.budget)}`
        : `MISSED ${String(row.budget)}`;
  return `${row.name.padEnd(48)}${value.padStart(16)}  ${verdict.padEnd(14)}${row.how}`;
}

function isMissed(row: Row): boolean {
  return row.budget !== null && (row.value === null || row.value > row.budget);
}

type Group = readonly [title: string, measure: () => Promise<readonly Row[]>];

function chosenGroups(groups: readonly Group[]): readonly Group[] {
  const at = process.argv.indexOf('--only');
  if (at === -1) return groups;
  const word = (process.argv[at + 1] ?? '').toLowerCase();
  const chosen = groups.filter(([title]) => title.toLowerCase().includes(word));
  if (word !== '' && chosen.length > 0) return chosen;
  throw new Error(`--only must be part of one of ${groups.map(([title]) => title).join(', ')}`);
}

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'hecate-bench-'));
  const env = { HECATE_STATE_DIR: path.join(scratch, 'state'), HECATE_RUNTIME_DIR: path.join(scratch, 'run'), HOME: scratch };
  const groups: readonly Group[] = [
    ['Command line', () => Promise.resolve(measureCommands(path.join(binaries, 'hecate'), env, quick ? 3 : 11))],
    ['hecate-monitor', () => measureMonitorRows(quick)],
    ['hecated', () => measureDaemon(path.join(binaries, 'hecated'), env, path.join(scratch, 'run/hecated.sock'), quick ? 5 : 15)],
    ['hecate-executor', () => measureExecutor(path.join(binaries, 'hecate-executor'), scratch, quick ? 5 : 15)],
    ['Proof', () => measureProof(scratch, quick)],
    ['Window', () => measureWindow(quick ? 2 : 5)],
    ['Peers', () => measurePeers(quick ? 10 : 60)],
    ['Comparisons', () => Promise.resolve(measureComparisons(quick))],
  ];
  const rows: Row[] = [];
  try {
    for (const [title, measure] of chosenGroups(groups)) {
      console.log(`\n${title}`);
      const measured = await measure();
      for (const row of measured) console.log(format(row));
      rows.push(...measured);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const machine = {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cpus: os.cpus().length,
    memoryBytes: os.totalmem(),
    kernel: os.release(),
    node: process.version,
  };
  mkdirSync(path.join(root, 'out'), { recursive: true });
  // A run of some groups must not stand in for the whole.
  writeFileSync(
    path.join(root, process.argv.includes('--only') ? 'out/bench-part.json' : 'out/bench.json'),
    `${JSON.stringify({ at: new Date().toISOString(), quick, machine, rows }, null, 2)}\n`,
  );
  const missed = rows.filter(isMissed);
  console.log(
    missed.length === 0 ? '\nEvery budget was met.' : `\n${String(missed.length)} missed: ${missed.map((row) => row.name).join(', ')}`,
  );
  process.exitCode = missed.length === 0 ? 0 : 1;
}

await main();
