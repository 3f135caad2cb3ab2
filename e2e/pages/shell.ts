/** The frame around every page: navigation, connection, and the one dialog through which the machine is changed. */
import type { Locator, Page } from '@playwright/test';

export type PageName =
  | 'Overview'
  | 'Monitor'
  | 'Processes'
  | 'Alerts'
  | 'Hardware'
  | 'Benchmarks'
  | 'Tuning'
  | 'Proof'
  | 'History'
  | 'Settings';

export class Shell {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(name: PageName): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await this.heading(name).waitFor();
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  get connected(): Locator {
    return this.page.getByText('Connected', { exact: true });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
}
