/** Recorded machines, shown as if they were this one. */
import { Overview } from '../pages/overview.ts';
import { expect, test } from '../support/fixtures.ts';

const machines = [
  {
    name: 'laptop-hybrid',
    profile: 'Laptop',
    hardware: [
      ['Processor', '12th Gen Intel(R) Core(TM) i7-1260P'],
      ['Processor', /0-3\s\(2\scores,\s4\sthreads\)/],
      ['Processor', /4-7\s\(4\scores,\s4\sthreads\)/],
      ['Chassis', /BAT0/],
      ['GPUs', /8086:46a6/],
    ],
  },
  {
    name: 'workstation-two-gpus',
    profile: 'AI Flagship',
    hardware: [
      ['Processor', 'AMD Ryzen 3 Example 4-Core Processor'],
      ['GPUs', /0000:01:00\.0/],
      ['GPUs', /0000:02:00\.0/],
      ['Storage', /Example HDD 4TB/],
    ],
  },
  {
    name: 'server-two-sockets',
    profile: 'Server',
    hardware: [
      ['Processor', 'Intel(R) Xeon(R) Example CPU @ 2.60GHz'],
      ['GPUs', /1a03:2000/],
      ['Network', /25\sGbit\/s/],
    ],
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
      const parts = product.shell.page.getByRole('navigation', { name: 'Parts of the machine' });
      for (const [part, text] of hardware) {
        await parts.getByRole('button', { name: part }).click();
        await expect(product.shell.page.getByRole('main')).toContainText(text);
      }
    });
  });
}
