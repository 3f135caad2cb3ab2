import type { Locator, Page } from '@playwright/test';

export class History {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  plans(): Locator {
    return this.#page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.#page.getByRole('button', { name: /the changes of/ }) });
  }

  async undoNewest(): Promise<void> {
    await this.plans()
      .first()
      .getByRole('button', { name: /^Undo / })
      .click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
  }

  async everythingBack(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Everything back to stock' }).click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Put everything back' }).click();
  }
}
