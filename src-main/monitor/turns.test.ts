import { expect, it } from 'vitest';
import { errorDetails } from '../contracts/errors.ts';
import { Refused } from './module.ts';
import { createTurns } from './turns.ts';

/** Work that ends when it is told to. */
function work(): { readonly run: () => Promise<void>; readonly started: () => boolean; end(): void } {
  let begun = false;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    run: async () => {
      begun = true;
      await over;
    },
    started: () => begun,
    end: () => {
      end();
    },
  };
}

it('runs so many at once, lets so many wait, and refuses the rest for now', async () => {
  const turns = createTurns(2, 3);
  const all = Array.from({ length: 6 }, work);
  const taken = all.map(({ run }) => turns.take(run));
  await expect(taken[5]).rejects.toThrow(Refused);
  const refusal = (await taken[5]?.catch((error: unknown) => error)) as Refused;
  expect(refusal.data).toMatchObject({ code: 'transport.unavailable', retryable: true });
  expect(errorDetails['transport.unavailable'].safeParse(refusal.data.details).success).toBe(true);
  expect(all.map(({ started }) => started())).toEqual([true, true, false, false, false, false]);
  all[1]?.end();
  await taken[1];
  expect(all.map(({ started }) => started())).toEqual([true, true, true, false, false, false]);
  for (const { end } of all) end();
  await Promise.all(taken.slice(0, 5));
  // There is room again.
  const later = work();
  const last = turns.take(later.run);
  expect(later.started()).toBe(true);
  later.end();
  await last;
});

it('goes on after work that failed', async () => {
  const turns = createTurns(1, 1);
  await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(turns.take(() => Promise.resolve(7))).resolves.toBe(7);
});
