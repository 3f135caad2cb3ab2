/** Recorded machines, shown as if they were this one. */
import { Overview } from '../pages/overview.ts';
import { expect, test } from '../support/fixtures.ts';

const machines = [
  {
    name: 'laptop-hybrid',
    profile: 'Laptop',
    hardware: ['12th Gen Intel(R) Core(TM) i7-1260P', /P-cores/, /E-cores/, /BAT0|Battery/],
  },
  {
    name: 'workstation-two-gpus',
    profile: 'AI Flagship',
    hardware: ['AMD Ryzen 3 Example 4-Core Processor', /10de:2684|RTX 4090/, /Example HDD 4TB/],
  },
  {
    name: 'server-two-sockets',
    profile: 'Server',
    hardware: ['Intel(R) Xeon(R) Example CPU @ 2.60GHz', /2 nodes|NUMA/, /25 Gbit\/s/],
  },
] as const;

for (const { name, profile, hardware } of machines) {
  test.describe(name, () => {
    test.use({ machine: name });

    test('is recognised, explained and read-only', async ({ product }) => {
      const overview = new Overview(product.shell.page);
      await expect(overview.profile).toContainText(profile);
      await expect(product.shell.page.getByText('A recorded machine.')).toBeVisible();
      await product.shell.open('Hardware');
      for (const text of hardware) await expect(product.shell.page.getByText(text).first()).toBeVisible();
    });
  });
}
