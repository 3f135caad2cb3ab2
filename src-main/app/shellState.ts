/**
 * What the shell itself remembers: the window's place, and a copy of the two
 * settings that it needs before hecated has answered.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod/mini';
import { writeFileAtomically } from '../services/atomicFile.ts';

const coordinate = z.int().check(z.gte(-100_000), z.lte(100_000));
const length = z.int().check(z.gte(1), z.lte(100_000));

const shellState = z.object({
  bounds: z.optional(z.object({ x: coordinate, y: coordinate, width: length, height: length })),
  maximized: z._default(z.boolean(), false),
  theme: z._default(z.enum(['system', 'light', 'dark']), 'system'),
  closeToTray: z._default(z.boolean(), true),
});
export type ShellState = z.infer<typeof shellState>;

/** A missing or damaged file gives the defaults: nothing in it is worth a question. */
export function parseShellState(text: string | undefined): ShellState {
  let value: unknown = {};
  try {
    value = text === undefined ? {} : JSON.parse(text);
  } catch {
    // Damaged: start afresh.
  }
  const parsed = shellState.safeParse(value);
  return parsed.success ? parsed.data : shellState.parse({});
}

export interface ShellStateStore {
  get(): ShellState;
  set(change: Partial<ShellState>): void;
}

export function openShellState(file: string, onProblem: (error: unknown) => void): ShellStateStore {
  let state = parseShellState(readText(file));
  return {
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
      try {
        writeFileAtomically(file, `${JSON.stringify(state)}\n`);
      } catch (error) {
        onProblem(error);
      }
    },
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // the first start
  }
}
