/// <reference lib="dom" />
/** The window: from process start, and from the first byte of the page, to this machine's real figures on the screen. */

import { electronProblem, launchElectron } from '../e2e/support/electronSurface.ts';
import startScreen from '../e2e/support/globalSetup.ts';
import { isolate } from '../e2e/support/isolation.ts';
import { median, type Row } from './measure.ts';

interface Opening {
  readonly fromPageMs: number;
  readonly fromProcessMs: number;
}

/** Runs in the page: resolves in the first frame that shows a figure, with the page's start and now as wall clock milliseconds. */
function whenFiguresShow(): Promise<readonly [number, number]> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (/Memory in use\s*\d/.test(document.body.textContent))
        resolve([performance.timeOrigin, performance.timeOrigin + performance.now()]);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** "Memory in use" with a figure in it needs the whole chain: window, hecated, monitor, and one frame back. */
async function openOnce(): Promise<Opening> {
  const isolation = isolate();
  const started = Date.now();
  try {
    const surface = await launchElectron(isolation);
    try {
      const [pageStart, dataAt] = await surface.page.evaluate(whenFiguresShow);
      return { fromPageMs: dataAt - pageStart, fromProcessMs: dataAt - started };
    } finally {
      await surface.close();
    }
  } finally {
    isolation.remove();
  }
}

export async function measureWindow(rounds: number): Promise<readonly Row[]> {
  const stopScreen = await startScreen();
  try {
    const problem = electronProblem();
    if (problem !== undefined)
      return [{ name: `window: ${problem}`, value: null, unit: '', budget: null, how: 'run the bench where a window can open' }];
    await openOnce();
    const openings: Opening[] = [];
    for (let round = 0; round < rounds; round += 1) openings.push(await openOnce());
    const how = `median of ${String(rounds)} openings, hecated and monitor started with it, software rendering`;
    return [
      { name: 'window: page start to real figures', value: median(openings.map((one) => one.fromPageMs)), unit: 'ms', budget: 1000, how },
      {
        name: 'window: process start to real figures',
        value: median(openings.map((one) => one.fromProcessMs)),
        unit: 'ms',
        budget: null,
        how,
      },
    ];
  } finally {
    stopScreen();
  }
}
