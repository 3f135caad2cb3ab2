/**
 * A pattern of the user on text of a program of the user. A regular expression
 * can backtrack for years on a line of forty characters, and JavaScript has no
 * limit for that; a virtual machine context has one, which V8 also looks at
 * while a regular expression runs (tested beside this file).
 */
import { createContext, Script } from 'node:vm';
import type { PatternMatch, PatternPort } from './ports.ts';

/** Runs inside of the context. The last piece with a match decides, and in it the last match. */
const search = new Script(`(() => {
  const expression = new RegExp(pattern, 'g');
  for (let index = pieces.length - 1; index >= 0; index -= 1) {
    let last;
    for (const match of pieces[index].matchAll(expression)) if (match[1] !== undefined) last = match[1];
    if (last !== undefined) return last;
  }
  return null;
})()`);

export const timedPattern: PatternPort = {
  problemWith(pattern) {
    try {
      // The empty alternative always matches, before the pattern is tried at all; its result has a place for each group.
      const groups = (new RegExp(`|${pattern}`).exec('')?.length ?? 1) - 1;
      return groups >= 1 ? null : 'it has no group in parentheses around the number';
    } catch (error) {
      return error instanceof Error ? error.message : 'it cannot be read';
    }
  },
  lastGroup(pattern, pieces, timeoutMs): PatternMatch {
    try {
      const found: unknown = search.runInContext(createContext({ pattern, pieces: [...pieces] }), { timeout: timeoutMs });
      return typeof found === 'string' ? { state: 'found', text: found } : { state: 'none' };
    } catch (error) {
      if (isTimeout(error)) return { state: 'slow' };
      throw error;
    }
  },
};

/** By shape: the error may be made in another context than ours. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
