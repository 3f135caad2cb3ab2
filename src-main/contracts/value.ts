/**
 * "No invented numbers": every observed field is a Reading. `absent` means the
 * machine does not have the thing; `unknown` means it may have it but we could
 * not find out, and `why` says so in words a person can act on.
 */
import { z } from 'zod';

export interface Ok<T> {
  readonly status: 'ok';
  readonly value: T;
}
export interface Absent {
  readonly status: 'absent';
  readonly why: string;
}
export interface Unknown {
  readonly status: 'unknown';
  readonly why: string;
}
export type Reading<T> = Ok<T> | Absent | Unknown;

export function ok<T>(value: T): Ok<T> {
  return { status: 'ok', value };
}
export function absent(why: string): Absent {
  return { status: 'absent', why };
}
export function unknown(why: string): Unknown {
  return { status: 'unknown', why };
}

/** The value, or undefined when it is absent or unknown. */
export function okValue<T>(reading: Reading<T>): T | undefined {
  return reading.status === 'ok' ? reading.value : undefined;
}

/** Applies `change` to an `ok` value and passes absent and unknown through unchanged. */
export function mapReading<T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> {
  return reading.status === 'ok' ? ok(change(reading.value)) : reading;
}

const why = z.string().min(1).describe('Plain words: what is missing and, where possible, how to get it');

// Made once: an inventory has over a hundred Readings, and making these two for each was a tenth of the start of `hecate info`.
const absentSchema = z.object({ status: z.literal('absent'), why });
const unknownSchema = z.object({ status: z.literal('unknown'), why });

/** Schema of a Reading whose value has schema `value`. */
export function reading<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('status', [z.object({ status: z.literal('ok'), value }), absentSchema, unknownSchema]);
}
