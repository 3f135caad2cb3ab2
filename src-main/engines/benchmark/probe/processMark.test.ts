import { expect, it } from 'vitest';
import { createFakeProcesses } from '../../../host/fake/fakeProcesses.ts';
import { createQuietMachine } from '../testSupport/quietMachine.ts';
import { isAtWork, ownMark, type ProcessMark } from './processMark.ts';

it('is of this process and this boot, and of no other', () => {
  const host = createQuietMachine();
  const mark = ownMark(host) as ProcessMark;
  expect(mark).toEqual({ pid: 77, startTicks: 500, boot: '0f6f3f5e-0000-4000-8000-000000000001' });
  expect(isAtWork(mark, host)).toBe(true);
  expect(isAtWork(mark, { ...host, processes: createFakeProcesses([]) })).toBe(false);
  expect(isAtWork({ ...mark, startTicks: 501 }, host)).toBe(false);
  // A service that starts with the machine may well get the same number at the same tick again.
  expect(isAtWork(mark, createQuietMachine({}, { '/proc/sys/kernel/random/boot_id': 'another\n' }))).toBe(false);
});

it('is none where /proc does not tell', () => {
  expect(ownMark(createQuietMachine({}, { '/proc/self/stat': 'damaged' }))).toBeNull();
});
