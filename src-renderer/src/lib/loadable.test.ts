import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contracts/errors.ts';
import { createLoader, emptyLoadable, type Loadable, toAppError } from './loadable.ts';

function holder(): { read: () => Loadable<string>; publish: (next: Loadable<string>) => void } {
  let state: Loadable<string> = emptyLoadable();
  return {
    read: () => state,
    publish: (next) => {
      state = next;
    },
  };
}

describe('createLoader', () => {
  it('keeps the last good value while a newer one loads and when it fails', async () => {
    const { read, publish } = holder();
    const load = createLoader(read, publish);
    await load(() => Promise.resolve('first'));
    const second = load(() => Promise.reject(new Error('no')));
    expect(read()).toEqual({ value: 'first', error: null, loading: true });
    await second;
    expect(read().value).toBe('first');
    expect(read().error?.message).toBe('no');
  });

  it('drops the answer of an older call that comes late', async () => {
    const { read, publish } = holder();
    const load = createLoader(read, publish);
    let answer: (value: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const first = load(() => late);
    await load(() => Promise.resolve('newer'));
    answer('older');
    await first;
    expect(read()).toEqual({ value: 'newer', error: null, loading: false });
  });
});

describe('toAppError', () => {
  it('passes an AppError through and wraps everything else as internal', () => {
    const known = new AppError('plan.busy', 'busy', { details: {} });
    expect(toAppError(known)).toBe(known);
    expect(toAppError('plain text')).toMatchObject({ code: 'internal', message: 'plain text' });
  });
});
