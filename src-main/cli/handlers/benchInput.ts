/** Options of measuring commands as input of the contract. */

import { resolve } from 'node:path';
import type { TestParameters } from '../../contracts/benchmark.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { safe } from '../format/reading.ts';

/** Folders are taken from where the user stands, not from where the engines run. */
export function parametersOf(values: ParsedValues): TestParameters {
  return { folder: folderOf(values), peer: peerOf(values), python: pythonOf(values) };
}

export function folderOf(values: ParsedValues): string | null {
  const folder = values.text('folder');
  return folder === undefined ? null : resolve(folder);
}

function pythonOf(values: ParsedValues): string | null {
  const python = values.text('python');
  if (python === undefined) return null;
  return python.includes('/') ? resolve(python) : python;
}

function peerOf(values: ParsedValues): string | null {
  const peer = values.text('peer');
  if (peer === undefined) return null;
  if (peer.length <= 253 && /^[A-Za-z0-9][A-Za-z0-9.:%-]*$/.test(peer)) return peer;
  throw new UsageProblem(`--peer cannot be "${safe(peer).slice(0, 64)}"`, '--peer', 'a host name or address');
}

export function percentOf(values: ParsedValues, name: string, range: { readonly min: number; readonly max: number }): number | undefined {
  const text = values.text(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,3}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw new UsageProblem(
    `--${name} cannot be "${safe(text).slice(0, 64)}"`,
    `--${name}`,
    `a number from ${String(range.min)} to ${String(range.max)}, in percent`,
  );
}

export function shortText(values: ParsedValues, name: string, most: number): string | undefined {
  const text = values.text(name);
  if (text === undefined || text.length <= most) return text;
  throw new UsageProblem(`--${name} is too long`, `--${name}`, `at most ${String(most)} characters`);
}
