/**
 * The executor is killed at every system call that changes something, for
 * every kind of operation and for a Plan of twenty steps; its recovery is
 * killed too; and its disk fails. Afterwards the machine is the old or the new
 * one, byte for byte, with an intact journal. Kernel knobs and zram are real.
 */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../src-main/contracts/plan.ts';
import type { KillPoint } from './kill.ts';
import { buildExecutor, failAt, killAt, killPoints, runInLane } from './kill.ts';
import type { Lane, SavedLane } from './lane.ts';
import { loadLane, openLane } from './lane.ts';
import type { Scenario } from './proof.ts';
import { baseOf, disturbed, halfState, prepareScenario, repeats, savedAfter } from './proof.ts';
import { basePlan, bigKnobs, bigPlan, kindPlans, processPlan, smallKnobs, zramPlan } from './scenarios.ts';

const needs = ['/usr/bin/strace', '/usr/bin/nsenter', '/usr/sbin/swapon', '/sys/class/zram-control/hot_add', '/sys/block/loop6'];
const missing = process.getuid?.() === 0 ? needs.filter((file) => !existsSync(file)) : ['root'];
if (missing.length > 0) console.warn(`kill tests skipped: this machine lacks ${missing.join(', ')}`);

/** HECATE_PROOF_STRIDE=10 takes every tenth point, for a quick look. */
const stride = Math.max(1, Number(process.env['HECATE_PROOF_STRIDE'] ?? '1'));
const pairsWanted = 500;
const bigPairs = 100;
const minute = 60_000;

let built: Awaited<ReturnType<typeof buildExecutor>>;
let executor: readonly string[];
let bigLane: Lane;
let smallLane: Lane;
let bigBase: SavedLane;
let smallBase: SavedLane;
const counts = { kills: 0, killed: 0, survived: 0, pairs: 0, undoKills: 0, errors: 0 };

function every<T>(list: readonly T[], step: number, offset = 0): readonly T[] {
  return list.filter((_item, index) => index % step === offset % step);
}

function applying(lane: Lane, base: SavedLane, plan: Plan): Promise<Scenario> {
  return prepareScenario(plan.id, lane, executor, { kind: 'apply', plan }, base);
}

async function undoing(lane: Lane, base: SavedLane, plan: Plan): Promise<Scenario> {
  const applied = await savedAfter(lane, executor, base, { kind: 'apply', plan });
  return prepareScenario(`undo of ${plan.id}`, lane, executor, { kind: 'undo', planId: plan.id }, applied);
}

async function killEverywhere(scenario: Scenario, points: readonly KillPoint[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const point of points) {
    const { problem, killed } = await disturbed(scenario, killAt(point), null);
    if (killed) counts.killed += 1;
    else counts.survived += 1;
    if (problem !== null) wrong.push(`${scenario.name}, killed at ${point.call} ${String(point.number)}: ${problem}`);
  }
  return wrong;
}

/** Kill points of a recovery that has much to do: after a death shortly before the Plan was recorded as applied. */
async function recoveryPoints(scenario: Scenario): Promise<readonly KillPoint[]> {
  const late = scenario.points.filter((point) => point.call === 'fsync').at(-6);
  if (late === undefined) throw new Error('the scenario hardly syncs');
  loadLane(scenario.lane, scenario.before);
  await runInLane(scenario.lane, executor, scenario.verb, killAt(late));
  return killPoints(scenario.lane, executor, { kind: 'recover' });
}

/** The run is killed, and its recovery too, at points spread over all of both. */
async function killTwice(scenario: Scenario, wanted: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  const again = await recoveryPoints(scenario);
  for (let pair = 0; pair < wanted; pair += 1) {
    const first = scenario.points[Math.floor((pair * scenario.points.length) / wanted)];
    // A step without a common divisor with most lengths visits the list evenly.
    const second = again[(pair * 37) % again.length];
    if (first === undefined || second === undefined) continue;
    const { problem } = await disturbed(scenario, killAt(first), second);
    counts.pairs += 1;
    if (problem !== null) {
      wrong.push(
        `${scenario.name}, killed at ${first.call} ${String(first.number)} and in recovery at ${second.call} ${String(second.number)}: ${problem}`,
      );
    }
  }
  return wrong;
}

const failing = new Set(['pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'mkdir', 'ftruncate', 'chmod', 'fchmod', 'rmdir']);

async function failEverywhere(scenario: Scenario, share: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  const points = scenario.points.filter((point) => failing.has(point.call));
  for (const [index, error] of ['ENOSPC', 'EIO', 'EROFS'].entries()) {
    for (const [number, point] of every(points, share, index).entries()) {
      const persistent = number % 3 === 2;
      const { problem } = await disturbed(scenario, failAt(point, error, persistent), null);
      counts.errors += 1;
      if (problem !== null)
        wrong.push(`${scenario.name}, ${error} ${persistent ? 'from' : 'at'} ${point.call} ${String(point.number)}: ${problem}`);
    }
  }
  return wrong;
}

async function bigLaneWork(): Promise<readonly string[]> {
  const big = await applying(bigLane, bigBase, bigPlan);
  const points = every(big.points, stride);
  const wrong = [...(await killEverywhere(big, points))];
  counts.kills += points.length;
  const zram = await applying(bigLane, bigBase, zramPlan);
  wrong.push(...(await killEverywhere(zram, every(zram.points, stride))));
  counts.kills += every(zram.points, stride).length;
  wrong.push(...(await killTwice(big, Math.ceil(bigPairs / stride))));
  const undo = await undoing(bigLane, bigBase, bigPlan);
  const undoPoints = every(undo.points, 6 * stride);
  wrong.push(...(await killEverywhere(undo, undoPoints)));
  counts.undoKills += undoPoints.length;
  wrong.push(...(await failEverywhere(big, 12 * stride)));
  return wrong;
}

async function smallLaneWork(): Promise<readonly string[]> {
  const wrong: string[] = [];
  const plans = [...kindPlans, processPlan(smallLane.sleeper.pid, smallLane.sleeper.startTicks)];
  for (const plan of plans) {
    const scenario = await applying(smallLane, smallBase, plan);
    const points = every(scenario.points, stride);
    wrong.push(...(await killEverywhere(scenario, points)));
    counts.kills += points.length;
    wrong.push(...(await killTwice(scenario, Math.ceil((pairsWanted - bigPairs) / plans.length / stride))));
    wrong.push(...(await failEverywhere(scenario, 6 * stride)));
    const undo = await undoing(smallLane, smallBase, plan);
    const undoPoints = every(undo.points, 4 * stride);
    wrong.push(...(await killEverywhere(undo, undoPoints)));
    counts.undoKills += undoPoints.length;
  }
  return wrong;
}

describe.skipIf(missing.length > 0)('an executor that dies', () => {
  beforeAll(async () => {
    built = await buildExecutor();
    executor = built.command;
    bigLane = await openLane('big', bigKnobs, true, built.agent);
    smallLane = await openLane('small', smallKnobs, false, built.agent);
    bigBase = await baseOf(bigLane, executor, { kind: 'apply', plan: basePlan });
    smallBase = await baseOf(smallLane, executor, { kind: 'apply', plan: basePlan });
  }, minute);

  afterAll(() => {
    bigLane.close();
    smallLane.close();
    built.remove();
  });

  it(
    'sees a half state when there is one',
    async () => {
      const [plan] = kindPlans;
      if (plan === undefined) throw new Error('no Plan');
      const scenario = await applying(smallLane, smallBase, plan);
      expect(scenario.points.length).toBeGreaterThan(20);
      // Without recovery a Plan that was killed after its first write must show as half done.
      const big = await applying(bigLane, bigBase, bigPlan);
      const middle = big.points.filter((point) => point.call === 'fsync')[40];
      if (middle === undefined) throw new Error('too few syncs');
      loadLane(bigLane, bigBase);
      expect((await runInLane(bigLane, executor, big.verb, killAt(middle))).killed).toBe(true);
      expect(halfState(big)).toMatch(/differs from (old|new)/);
      expect((await killPoints(bigLane, executor, { kind: 'recover' })).length).toBeGreaterThan(20);
      expect(halfState(big)).toBeNull();
    },
    minute,
  );

  it(
    'leaves the old or the new machine, whatever it was doing',
    async () => {
      const startedMs = performance.now();
      const wrong = (await Promise.all([bigLaneWork(), smallLaneWork()])).flat();
      const seconds = Math.round((performance.now() - startedMs) / 1000);
      console.log(
        `kill points: ${String(counts.kills)} in apply, ${String(counts.undoKills)} in undo (${String(counts.killed)} hit), ${String(counts.pairs)} pairs with recovery, ` +
          `${String(counts.errors)} failed system calls, ${String(seconds)} s, ${String(repeats.length)} looked at twice, ${String(wrong.length)} wrong`,
      );
      for (const repeat of repeats) console.log(`looked at twice: ${repeat.slice(0, 400)}`);
      expect(wrong).toEqual([]);
      // Other programs on the machine may get in the way now and then, not all the time.
      expect(repeats.length).toBeLessThan((counts.kills + counts.undoKills + counts.pairs + counts.errors) / 10);
      // A few calls at the very end differ from run to run; nearly every point must have been a real death.
      expect(counts.survived).toBeLessThan(counts.killed / 10);
      if (stride === 1) expect(counts.pairs).toBeGreaterThanOrEqual(pairsWanted);
    },
    45 * minute,
  );
});
