import type { Locator, Page } from '@playwright/test';

export class Monitor {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async resource(title: string): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Resources' }).getByRole('link', { name: title, exact: true }).click();
    await this.#page.getByRole('heading', { level: 2, name: title, exact: true }).waitFor();
  }

  get charts(): Locator {
    return this.#page.getByRole('region', { name: 'Charts over time' });
  }

  /** Where the lines of a chart are drawn. */
  drawing(title: string): Locator {
    return this.charts.getByRole('region', { name: title, exact: true }).locator('.u-over');
  }

  span(title: string): Locator {
    return this.#page.getByRole('button', { name: title, exact: true });
  }
}
