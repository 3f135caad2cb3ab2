/** The pages, for the navigation and for the command palette. */

import type { Icon } from '@tabler/icons-react';
import {
  IconActivity,
  IconAdjustments,
  IconBellRinging,
  IconCpu,
  IconGauge,
  IconHistory,
  IconHome2,
  IconListDetails,
  IconScale,
  IconSettings,
} from '@tabler/icons-react';
import type { Surface } from '../api/surface.ts';

export interface PageEntry {
  readonly path:
    | '/'
    | '/monitor'
    | '/processes'
    | '/alerts'
    | '/hardware'
    | '/benchmarks'
    | '/tuning'
    | '/proof'
    | '/history'
    | '/settings';
  readonly title: string;
  readonly hint: string;
  readonly icon: Icon;
  /** Needs nothing but the monitor. */
  readonly monitorOnly: boolean;
}

export const pages: readonly PageEntry[] = [
  { path: '/', title: 'Overview', hint: 'What this machine is and how it is doing', icon: IconHome2, monitorOnly: true },
  { path: '/monitor', title: 'Monitor', hint: 'Every figure over time, beside what changed', icon: IconActivity, monitorOnly: true },
  {
    path: '/processes',
    title: 'Processes',
    hint: 'Who uses the machine, by process and by service',
    icon: IconListDetails,
    monitorOnly: true,
  },
  { path: '/alerts', title: 'Alerts', hint: 'What is wrong now, what was, and the rules', icon: IconBellRinging, monitorOnly: true },
  { path: '/hardware', title: 'Hardware', hint: 'What it is made of, and what is missing', icon: IconCpu, monitorOnly: false },
  {
    path: '/benchmarks',
    title: 'Benchmarks',
    hint: 'What this machine can do, and how sure the figures are',
    icon: IconGauge,
    monitorOnly: false,
  },
  { path: '/tuning', title: 'Tuning', hint: 'Settings, what the profile proposes, and why', icon: IconAdjustments, monitorOnly: false },
  {
    path: '/proof',
    title: 'Proof',
    hint: 'Try settings against stock, and keep what was shown to help',
    icon: IconScale,
    monitorOnly: false,
  },
  { path: '/history', title: 'History', hint: 'Every change ever made, and the way back', icon: IconHistory, monitorOnly: false },
  { path: '/settings', title: 'Settings', hint: 'Preferences, and facts about the product', icon: IconSettings, monitorOnly: false },
];

export function pagesOf(surface: Surface): readonly PageEntry[] {
  return surface === 'full' ? pages : pages.filter((page) => page.monitorOnly);
}
