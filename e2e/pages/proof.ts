import { expect, type Locator, type Page } from '@playwright/test';

/** The Proof page: what is tried for what, the proof at work, and its story. */
export class Proof {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The main figure of a test becomes the goal. */
  async forTest(title: string): Promise<void> {
    await this.#choose('Test', title);
  }

  /** The time that a command takes becomes the goal. */
  async forCommand(command: string): Promise<void> {
    await this.#page.getByText('My own command', { exact: true }).click();
    await this.#page.getByRole('textbox', { name: 'Command', exact: true }).fill(command);
  }

  /** One value of one setting, by title. */
  async tryOnly(setting: string, value: string): Promise<void> {
    await this.#page.getByText('One setting', { exact: true }).click();
    await this.#choose('Setting', setting);
    await this.#choose('Values', value);
    // The list stays open for more values.
    await this.#page.keyboard.press('Escape');
  }

  /** As short as it can be: so much gain is out of reach soon, on a machine as busy as it is. */
  async shortest(): Promise<void> {
    await this.#page.getByLabel('Time, at most').fill('1');
    await this.#page.getByLabel('Smallest gain that is worth a change').fill('50');
    await this.#page.getByRole('switch', { name: 'Measure also on a machine that is not fit' }).check({ force: true });
  }

  async start(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Prove …' }).click();
    await this.#page.getByRole('dialog', { name: 'Before it starts' }).getByRole('button', { name: 'Agree and start' }).click();
  }

  get stop(): Locator {
    return this.#page.getByRole('button', { name: 'Stop and go back to stock' });
  }

  /** Measurements of both sides, as they come and in the report. */
  get measurements(): Locator {
    return this.#page.getByRole('figure', { name: /stock, median .*; candidate, median / });
  }

  get readOn(): Locator {
    return this.#page.getByRole('link', { name: 'Read what came of it' });
  }

  get story(): Locator {
    return this.#page.getByRole('region', { name: 'What happened' });
  }

  async #choose(field: string, option: string): Promise<void> {
    const wanted = this.#page.getByRole('option', { name: option, exact: true });
    // A click closes a list that the focus has opened a moment ago.
    await expect(async () => {
      if (!(await wanted.isVisible())) await this.#page.getByRole('combobox', { name: field, exact: true }).click();
      await wanted.click({ timeout: 1000 });
    }).toPass({ timeout: 10_000 });
  }
}
