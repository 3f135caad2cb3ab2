import { describe, expect, it } from 'vitest';
import * as contracts from '../../contracts/index.ts';
import type { Page } from '../terminal/layout.ts';
import { createStyle } from '../terminal/style.ts';
import { textWidth } from '../terminal/width.ts';
import { commands, groups } from './commands.ts';
import { formatHelp } from './help.ts';

const all = Object.values(contracts);
const page: Page = { style: createStyle(false), width: 80 };

describe('help', () => {
  it('explains a command from its contract', () => {
    const confirm = commands.find((command) => command.id === 'tune confirm') ?? null;
    expect(formatHelp(page, confirm, all).slice(0, 10)).toEqual([
      'hecate tune confirm: Keep a Plan',
      '',
      'Stops the countdown.',
      '',
      'Usage',
      '  hecate tune confirm [PLAN] [OPTIONS]',
      '',
      'Arguments',
      '  PLAN  A plan id; default is the one that waits',
      '',
    ]);
  });

  it('lists short spellings, choices and examples', () => {
    const text = (id: string): string => formatHelp(page, commands.find((command) => command.id === id) ?? null, all).join('\n');
    expect(text('tune undo')).toContain('short: hecate undo');
    expect(text('info')).toContain('Only this part: cpu, memory, gpus, storage, network');
    expect(text('tune plan')).toMatch(/hecate tune plan --profile server --json +The same for another profile/);
    expect(text('monitor')).toContain('-n, --count COUNT');
  });

  it('shows every command and exit code once, and hides what is not for people', () => {
    const lines = formatHelp(page, null, all);
    for (const command of commands.filter((one) => one.hidden !== true)) {
      expect(
        lines.filter((line) => line.startsWith(`  ${command.id} `)),
        command.id,
      ).toHaveLength(1);
    }
    expect(lines.join('\n')).not.toContain('complete');
    for (const code of ['0', '1', '2', '3', '4', '130']) expect(lines.some((line) => line.startsWith(`  ${code} `))).toBe(true);
  });

  it('fits the page', () => {
    const topics = [null, ...groups, ...commands];
    for (const topic of topics) for (const line of formatHelp(page, topic, all)) expect(textWidth(line)).toBeLessThanOrEqual(80);
  });

  it('says what a group alone means', () => {
    const profile = groups.find((group) => group.id === 'profile') ?? null;
    expect(formatHelp(page, profile, all).at(-1)).toBe('hecate profile alone is hecate profile show.');
  });
});
