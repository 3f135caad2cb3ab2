import type { Locator, Page } from '@playwright/test';

/** The Benchmarks page: measuring, results, comparison. */
export class Benchmarks {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async view(title: 'Results' | 'Compare' | 'Trend'): Promise<void> {
    await this.#page.getByRole('radiogroup', { name: 'View' }).getByText(title, { exact: true }).click();
  }

  /** Starts one test by its title, on a machine as busy as it is. */
  async runOnly(title: string): Promise<void> {
    await this.#page.getByText('Single tests', { exact: true }).click();
    await this.#page.getByRole('checkbox', { name: title, exact: true }).check();
    // As sure as a machine that also drives a browser can be within seconds.
    await this.#page.getByLabel('How sure each figure has to be').fill('20');
    await this.#page.getByRole('switch', { name: 'Wait for a quiet and cool machine before each test' }).uncheck({ force: true });
    await this.#page.getByRole('switch', { name: 'Measure also on a machine that is not fit' }).check({ force: true });
    await this.#page.getByRole('button', { name: 'Run', exact: true }).click();
  }

  get cancel(): Locator {
    return this.#page.getByRole('button', { name: 'Cancel and keep what was measured' });
  }

  get seeResult(): Locator {
    return this.#page.getByRole('link', { name: 'See the result' });
  }

  figures(area: string): Locator {
    return this.#page.getByRole('table', { name: `Figures of ${area}` });
  }

  get runs(): Locator {
    return this.#page.getByRole('list', { name: 'Runs' }).getByRole('listitem');
  }
}
