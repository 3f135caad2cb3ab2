/** The pages, for the sidebar and for the command palette. */

import type { Icon } from '@tabler/icons-react';
import { IconAdjustments, IconCpu, IconHistory, IconHome2, IconSettings } from '@tabler/icons-react';

export interface PageEntry {
  readonly path: '/' | '/hardware' | '/tuning' | '/history' | '/settings';
  readonly title: string;
  readonly hint: string;
  readonly icon: Icon;
}

export const pages: readonly PageEntry[] = [
  { path: '/', title: 'Overview', hint: 'What this machine is and how it is doing', icon: IconHome2 },
  { path: '/hardware', title: 'Hardware', hint: 'What it is made of, and what is missing', icon: IconCpu },
  { path: '/tuning', title: 'Tuning', hint: 'Settings, what the profile proposes, and why', icon: IconAdjustments },
  { path: '/history', title: 'History', hint: 'Every change ever made, and the way back', icon: IconHistory },
  { path: '/settings', title: 'Settings', hint: 'Preferences, and facts about the product', icon: IconSettings },
];
