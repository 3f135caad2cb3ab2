/** The window of a small machine with room for rows of processes, for tests. */
import { afterEach, beforeEach, vi } from 'vitest';
import { laptopShape } from './machines.ts';
import { renderWindow, type WindowOptions, type WindowUnderTest } from './renderWindow.tsx';

/** Called once, at the top of a test file; gives the function that opens the window. It is closed after each test. */
export function processWindow(): (path?: string, options?: WindowOptions) => Promise<WindowUnderTest> {
  let window: WindowUnderTest | undefined;
  beforeEach(() => {
    // The document of the tests has no layout; the table must think that it has room for some rows.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
  });
  afterEach(() => {
    window?.close();
    window = undefined;
    vi.restoreAllMocks();
  });
  return async (path = '/processes', options = {}) => {
    // A small machine: finding elements by role in a large document is what takes the time of such tests.
    window = await renderWindow(path, { shape: laptopShape, processes: 60, ...options });
    return window;
  };
}
