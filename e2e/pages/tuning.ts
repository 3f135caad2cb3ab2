import { expect, type Locator, type Page } from '@playwright/test';

/** The Tuning page: settings, the way to a Plan, and reading back. */
export class Tuning {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Checkbox that puts a setting into the Plan. */
  choice(title: string): Locator {
    return this.#page.getByRole('checkbox', { name: `Put “${title}” into the Plan` });
  }

  get review(): Locator {
    return this.#page.getByRole('button', { name: 'Review and apply' });
  }

  async chooseOnly(title: string): Promise<void> {
    await this.choice(title).waitFor();
    for (const box of await this.#page.getByRole('checkbox', { name: /into the Plan$/ }).all()) await box.setChecked(false);
    await this.choice(title).setChecked(true);
  }

  async openVerify(): Promise<void> {
    await this.#page
      .getByRole('radiogroup', { name: 'Part of the page' })
      .getByText(/^Verify/)
      .click();
  }

  verdicts(): Locator {
    return this.#page.getByRole('main').getByRole('table').getByRole('row');
  }
}

/** The switch moves when the Plan was made anew, which takes a moment. */
async function turn(box: Locator, on: boolean): Promise<void> {
  if ((await box.isChecked()) !== on) await box.click();
  await expect(box).toBeChecked({ checked: on });
}

/** The one dialog through which the machine is changed. */
export class ChangeDialog {
  readonly dialog: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog');
  }

  get steps(): Locator {
    return this.dialog.getByRole('list', { name: 'Steps of the Plan' }).getByRole('listitem');
  }

  get results(): Locator {
    return this.dialog.getByRole('list', { name: 'Result of each step' }).getByRole('listitem');
  }

  async keepOverReboot(keep: boolean): Promise<void> {
    await turn(this.dialog.getByRole('switch', { name: 'Keep over reboot' }), keep);
  }

  async askAfterwards(ask: boolean): Promise<void> {
    await turn(this.dialog.getByRole('switch', { name: /^Ask me afterwards/ }), ask);
  }

  async apply(): Promise<void> {
    await this.dialog.getByRole('button', { name: /^Apply \d+ change/ }).click();
  }

  async done(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Done' }).click();
  }
}
