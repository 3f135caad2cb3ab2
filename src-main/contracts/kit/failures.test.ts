import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError, isAppError } from '../errors.ts';
import { RpcFailure } from './connection.ts';
import { fieldIssues, fieldPath, fromFailure, knownAppError, toAppError } from './failures.ts';

function issuesOf(schema: z.ZodType, value: unknown): { field: string; problem: string }[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('the value was expected to be invalid');
  return fieldIssues(parsed.error);
}

const log = { error: () => 'log-9' };

describe('fieldIssues', () => {
  it('writes paths as people do', () => {
    expect(fieldPath(['steps', 2, 'operation', 'value'])).toBe('steps[2].operation.value');
    expect(fieldPath([0, 'id'])).toBe('[0].id');
    expect(fieldPath([])).toBe('(input)');
  });

  it('says what is missing, unknown, out of range and which words are allowed', () => {
    const schema = z.strictObject({ name: z.string(), size: z.number().max(10), mode: z.enum(['on', 'off']) });
    expect(issuesOf(schema, { size: 11, mode: 'x', extra: 1 })).toEqual([
      { field: 'name', problem: 'is missing: expected string' },
      { field: 'size', problem: expect.stringContaining('10') as string },
      { field: 'mode', problem: expect.stringContaining('"on"|"off"') as string },
      { field: 'extra', problem: 'there is no such field' },
    ]);
  });

  it('looks into unions for the branch that was meant', () => {
    const tagged = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), x: z.number() }), z.object({ kind: z.literal('b') })]);
    expect(issuesOf(z.object({ op: tagged }), { op: { kind: 'c' } })).toEqual([
      { field: 'op.kind', problem: expect.stringContaining("'a' | 'b'") as string },
    ]);
    expect(issuesOf(z.object({ op: tagged }), { op: { kind: 'a', x: '1' } })[0]?.field).toBe('op.x');
    const plain = z.object({ v: z.union([z.object({ a: z.number() }), z.object({ b: z.string(), c: z.string() })]) });
    expect(issuesOf(plain, { v: { b: 'x', c: 1 } })).toEqual([
      { field: 'v.c', problem: 'Invalid input: expected string, received number' },
    ]);
    const either = issuesOf(z.union([z.string(), z.number()]), true);
    expect(either).toEqual([{ field: '(input)', problem: expect.stringMatching(/expected string.*, or .*expected number/) as string }]);
  });

  it('stays short, whatever the input', () => {
    const many = issuesOf(
      z.array(z.number()),
      Array.from({ length: 1000 }, () => 'x'),
    );
    expect(many).toHaveLength(20);
    const [long] = issuesOf(z.strictObject({}), { ['k'.repeat(10_000)]: 1 });
    expect(long?.field.length).toBeLessThanOrEqual(300);
  });
});

describe('errors across a boundary', () => {
  it('re-creates an AppError whose details fit its code', () => {
    const failure = new RpcFailure('gone', { code: 'plan.notFound', details: { planId: 'p1' }, retryable: true });
    const error = fromFailure(failure, 'x.y');
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'plan.notFound', message: 'gone', details: { planId: 'p1' }, retryable: true });
  });

  it('makes `internal` of an unknown code and of details that do not fit', () => {
    for (const data of [
      { code: 'future.code', details: {}, retryable: true },
      { code: '__proto__', details: {}, retryable: true },
      { code: 'plan.notFound', details: { planId: 5 }, retryable: false },
      { code: 'plan.notFound', details: null, retryable: false },
    ]) {
      expect(fromFailure(new RpcFailure('text', data), 'x.y').code).toBe('internal');
    }
  });

  it('keeps the log id of an internal error', () => {
    const failure = new RpcFailure('internal', { code: 'internal', details: { logId: 'abc' }, retryable: false });
    expect(fromFailure(failure, 'x.y').details).toEqual({ logId: 'abc' });
  });

  it('logs what it does not know, and nothing else', () => {
    const seen: unknown[] = [];
    const listening = { error: (_message: string, error: unknown) => String(seen.push(error)) };
    const known = new AppError('cancelled', 'x', { details: {} });
    expect(toAppError(known, listening, 'a.b')).toBe(known);
    const bug = new TypeError('x is not a function');
    expect(toAppError(bug, listening, 'a.b')).toMatchObject({ code: 'internal', details: { logId: '1' }, cause: bug });
    expect(seen).toEqual([bug]);
    expect(toAppError({ code: 'ENOENT', message: 'no such file' }, log, 'a.b').code).toBe('internal');
  });

  it('knows an error of the transports by its shape', () => {
    const shaped = Object.assign(new Error('no'), { code: 'transport.unavailable', details: { endpoint: '/x' }, retryable: true });
    expect(isAppError(shaped, 'transport.unavailable')).toBe(true);
    expect(isAppError(shaped, 'transport.closed')).toBe(false);
    expect(knownAppError(shaped)).toBeInstanceOf(AppError);
    expect(isAppError(Object.assign(new Error('no'), { code: 'cancelled' }), 'cancelled')).toBe(false);
  });
});
