import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeepAlive } from './keepAlive.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('keep alive', () => {
  it('ends after the idle time, once', () => {
    const idle = vi.fn();
    createKeepAlive(1000, idle);
    vi.advanceTimersByTime(999);
    expect(idle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(idle).toHaveBeenCalledTimes(1);
  });

  it('stays while anybody holds it, and counts from the last release', () => {
    const idle = vi.fn();
    const keep = createKeepAlive(1000, idle);
    const a = keep.hold();
    const b = keep.hold();
    vi.advanceTimersByTime(5000);
    a();
    a();
    vi.advanceTimersByTime(5000);
    expect(idle).not.toHaveBeenCalled();
    b();
    vi.advanceTimersByTime(999);
    expect(idle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(idle).toHaveBeenCalledTimes(1);
  });

  it('stays until a moment', () => {
    const idle = vi.fn();
    createKeepAlive(1000, idle).holdUntil(Date.now() + 30_000);
    vi.advanceTimersByTime(30_999);
    expect(idle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(idle).toHaveBeenCalledTimes(1);
  });

  it('0 never ends, and nothing happens after dispose', () => {
    const idle = vi.fn();
    createKeepAlive(0, idle).hold()();
    const disposed = createKeepAlive(10, idle);
    const release = disposed.hold();
    disposed.holdUntil(Date.now() + 5);
    disposed.dispose();
    release();
    vi.advanceTimersByTime(1_000_000);
    expect(idle).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
