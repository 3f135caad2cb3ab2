import type { Locator, Page } from '@playwright/test';

export class Overview {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The sentence that says what this machine is. */
  get sentence(): Locator {
    return this.#page
      .getByRole('main')
      .getByText(/^A .*\.$/)
      .first();
  }

  panel(title: string): Locator {
    return this.#page.getByRole('region', { name: title });
  }

  get profile(): Locator {
    return this.panel('Profile');
  }

  get tuning(): Locator {
    return this.panel('Tuning');
  }
}
