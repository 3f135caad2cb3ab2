/** The question every kill test asks: is the machine exactly the old or the new one, and the journal intact? */
import type { KillPoint, Verb } from './kill.ts';
import { journalIsIntact, killAt, killPoints, runInLane } from './kill.ts';
import type { Lane, SavedLane } from './lane.ts';
import { loadLane, saveLane, snapshot } from './lane.ts';

export interface Scenario {
  readonly name: string;
  readonly lane: Lane;
  readonly executor: readonly string[];
  readonly verb: Verb;
  readonly before: SavedLane;
  readonly oldState: string;
  readonly newState: string;
  readonly points: readonly KillPoint[];
}

function text(state: Readonly<Record<string, string>>): string {
  return JSON.stringify(state, Object.keys(state).sort());
}

/** Runs the verb once undisturbed, for its outcome and its kill points, and goes back. `saved` is where it starts. */
export async function prepareScenario(
  name: string,
  lane: Lane,
  executor: readonly string[],
  verb: Verb,
  saved: SavedLane,
): Promise<Scenario> {
  await startFrom(lane, executor, saved);
  const oldState = text(snapshot(lane));
  const done = await runInLane(lane, executor, verb, null);
  if (done.outcome !== 'done') throw new Error(`${name} does not work undisturbed: ${done.outcome}`);
  const newState = text(snapshot(lane));
  if (newState === oldState) throw new Error(`${name} changes nothing`);
  await startFrom(lane, executor, saved);
  const points = await killPoints(lane, executor, verb);
  return { name, lane, executor, verb, before: saved, oldState, newState, points };
}

/** A saved machine that has a compressed swap can only be reached by making it again, which `remake` does. */
async function startFrom(lane: Lane, executor: readonly string[], saved: SavedLane): Promise<void> {
  loadLane(lane, saved);
  const remake = remakers.get(saved);
  if (remake !== undefined) await runInLane(lane, executor, remake, null);
}

const remakers = new WeakMap<SavedLane, Verb>();

/** Applies a Plan and saves the result as a starting point for its undo. */
export async function savedAfter(lane: Lane, executor: readonly string[], saved: SavedLane, verb: Verb): Promise<SavedLane> {
  const copy = { ...saved };
  await startFrom(lane, executor, saved);
  remakers.set(copy, verb);
  return copy;
}

/** What tells the machine from the nearer one of the two. */
export function difference(scenario: Scenario, found: string): string {
  const now = JSON.parse(found) as Record<string, string>;
  const against = (label: string, other: string): { readonly label: string; readonly lines: readonly string[] } => {
    const wanted = JSON.parse(other) as Record<string, string>;
    const keys = [...new Set([...Object.keys(now), ...Object.keys(wanted)])].filter((key) => now[key] !== wanted[key]);
    return { label, lines: keys.map((key) => `${key} is ${String(now[key]).slice(0, 80)} instead of ${String(wanted[key]).slice(0, 80)}`) };
  };
  const old = against('old', scenario.oldState);
  const after = against('new', scenario.newState);
  const nearer = old.lines.length <= after.lines.length ? old : after;
  return `differs from ${nearer.label}: ${nearer.lines.join(', ')}`;
}

/** null when the machine is whole. */
export function halfState(scenario: Scenario): string | null {
  const found = text(snapshot(scenario.lane));
  if (found !== scenario.oldState && found !== scenario.newState) return difference(scenario, found);
  return journalIsIntact(scenario.lane) ? null : 'the journal is damaged';
}

export interface Disturbance {
  /** What is wrong with the machine afterwards; null: nothing. */
  readonly problem: string | null;
  /** True when the run was really killed. */
  readonly killed: boolean;
}

let runs = 0;
/** So often recovery is the program itself, else the agent that runs the same code. */
const wholeProgramEvery = 10;

async function recoverWhole(scenario: Scenario): Promise<string> {
  runs += 1;
  if (runs % wholeProgramEvery !== 0) return scenario.lane.recover();
  return (await runInLane(scenario.lane, scenario.executor, { kind: 'recover' }, null)).outcome;
}

async function disturbedOnce(scenario: Scenario, strace: readonly string[], again: KillPoint | null): Promise<Disturbance> {
  const { lane, executor, verb } = scenario;
  await startFrom(lane, executor, scenario.before);
  const { killed } = await runInLane(lane, executor, verb, strace);
  if (again !== null) await runInLane(lane, executor, { kind: 'recover' }, killAt(again));
  const recovered = await recoverWhole(scenario);
  const problem = recovered === 'done' ? halfState(scenario) : `recovery did not succeed: ${recovered}`;
  return { problem, killed };
}

/**
 * Disturbs one run, recovers (killed once too when `again` is given), and looks
 * at the machine. Kernel settings belong to the whole machine and another
 * program may write one at the wrong moment, so a problem counts when it comes
 * again: what a kill at one system call leaves is no matter of chance.
 */
export async function disturbed(scenario: Scenario, strace: readonly string[], again: KillPoint | null): Promise<Disturbance> {
  const first = await disturbedOnce(scenario, strace, again);
  if (first.problem === null) return first;
  repeats.push(`${scenario.name}: ${first.problem}`);
  return disturbedOnce(scenario, strace, again);
}

/** Problems that were looked at a second time, for the report of the test. */
export const repeats: string[] = [];

export async function baseOf(lane: Lane, executor: readonly string[], base: Verb): Promise<SavedLane> {
  await runInLane(lane, executor, base, null);
  return saveLane(lane, 'base');
}
