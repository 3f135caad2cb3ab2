import type { Locator, Page } from '@playwright/test';

export class Overview {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Which profile, and why. Its heading is the profile's name. */
  get profile(): Locator {
    // The page itself is a region too, and comes first.
    return this.#page
      .getByRole('region')
      .filter({ has: this.#page.getByRole('button', { name: 'Why this one?' }) })
      .last();
  }

  /** How the tuning is doing, as a heading. */
  headline(text: string): Locator {
    return this.#page.getByRole('heading', { name: text });
  }
}
