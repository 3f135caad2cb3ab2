/** What every spec gets: an isolated product on the surface of its project, and page objects. */
import { test as base, expect } from '@playwright/test';
import { Shell } from '../pages/shell.ts';
import { browserProblem, launchBrowser } from './browserSurface.ts';
import { type ElectronSurface, electronProblem, launchElectron } from './electronSurface.ts';
import { type Isolation, isolate, root } from './isolation.ts';
import { type KernelValues, kernelValues, restoreKernel } from './kernel.ts';

export interface SurfaceOptions {
  surface: 'electron' | 'browser';
  /** Name of a folder in e2e/machines; empty for this machine. */
  machine: string;
}

export interface Product {
  readonly shell: Shell;
  /** Only on the Electron surface. */
  readonly electron: ElectronSurface | undefined;
}

interface Fixtures {
  readonly isolation: Isolation;
  readonly product: Product;
  /** Values before the test; put back afterwards whatever happened. */
  readonly stock: KernelValues;
}

export const test = base.extend<Fixtures & SurfaceOptions>({
  surface: ['electron', { option: true }],
  machine: ['', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  isolation: async ({}, use) => {
    const isolation = isolate();
    await use(isolation);
    isolation.remove();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  stock: async ({}, use) => {
    const before = kernelValues();
    await use(before);
    restoreKernel(before);
  },

  product: async ({ surface, machine, isolation }, use, testInfo) => {
    const problem = surface === 'electron' ? electronProblem() : browserProblem();
    testInfo.skip(problem !== undefined, problem);
    const args = machine === '' ? [] : ['--sysroot', `${root}/e2e/machines/${machine}`];
    if (surface === 'electron') {
      const electron = await launchElectron(isolation, args);
      await use({ shell: new Shell(electron.page), electron });
      await electron.close();
    } else {
      const browser = await launchBrowser(isolation, args);
      await use({ shell: new Shell(browser.page), electron: undefined });
      await browser.close();
    }
  },
});

export { expect };
