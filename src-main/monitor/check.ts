/**
 * Checks of inbound values by hand, because zod would cost the resident program
 * 8 MB. Tests hold each use to the schema of its contract.
 */
import { type Fields, invalid } from './module.ts';

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws `Refused` (contract.invalid) unless the field is a whole number within the limits. */
export function wholeNumber(fields: Fields, field: string, least: number, most: number): number {
  const value = fields[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw invalid(field, `must be a whole number from ${String(least)} to ${String(most)}`);
}

export function finiteNumber(fields: Fields, field: string): number {
  const value = fields[field];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid(field, 'must be a number');
}

export function text(fields: Fields, field: string, mostCharacters: number): string {
  const value = fields[field];
  if (typeof value === 'string' && value.length >= 1 && value.length <= mostCharacters) return value;
  throw invalid(field, `must be text of 1 to ${String(mostCharacters)} characters`);
}

export function textList(fields: Fields, field: string, mostEntries: number, mostCharacters: number): readonly string[] {
  const value = fields[field];
  const right = (entry: unknown): entry is string => typeof entry === 'string' && entry.length >= 1 && entry.length <= mostCharacters;
  if (Array.isArray(value) && value.length >= 1 && value.length <= mostEntries && value.every(right)) return value;
  throw invalid(field, `must be a list of 1 to ${String(mostEntries)} texts of 1 to ${String(mostCharacters)} characters`);
}
