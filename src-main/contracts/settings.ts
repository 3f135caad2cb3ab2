/** What a user can set, with the defaults. Stored as one versioned JSON file. */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';

export const settingsVersion = 1;

export const settings = z.strictObject({
  version: z.literal(settingsVersion),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  closeToTray: z.boolean().default(true).describe('Closing the window keeps the tray icon'),
  confirmSeconds: z.number().int().min(10).max(600).default(30).describe('Countdown of confirm-or-revert, seconds'),
  sampleSeconds: z.number().min(0.5).max(60).default(1).describe('Live chart interval, seconds'),
  profileOverride: z.string().nullable().default(null).describe('Profile id the user chose; null lets the hardware decide'),
  overrideAdministrator: z.boolean().default(false).describe('Let a profile replace what the administrator set in sysctl.d'),
  webEnabled: z.boolean().default(true).describe('Dashboard and stream on the web port'),
  webHost: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9.:-]+$/, 'an address of this machine, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1')
    .describe('Address to listen on; anything but loopback is encrypted and needs the token'),
  webPort: z.number().int().min(1).max(65_535).default(9313),
  historyMaxMegabytes: z
    .number()
    .int()
    .min(16)
    .max(65_536)
    .default(512)
    .describe('Most that figures over time may take on disk; the oldest go first'),
  desktopNotifications: z.boolean().default(true).describe('Show alerts on the desktop'),
  driftCheckMinutes: z.number().int().min(0).max(1440).default(15).describe('0 never looks for drift'),
});
export type Settings = z.infer<typeof settings>;
export const settingsPatch = settings.omit({ version: true }).partial();
export type SettingsPatch = z.infer<typeof settingsPatch>;

export const settingsContract = defineContract({
  name: 'settings',
  title: 'Settings',
  description: 'Preferences of one user.',
  members: {
    get: call({
      title: 'Read settings',
      description: 'All settings; `problem` says when the stored file was damaged and set aside.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ settings, problem: z.string().nullable() }),
    }),
    set: call({
      title: 'Change settings',
      description: 'Changes the given fields only.',
      scope: 'write',
      input: z.object({ patch: z.unknown().describe('Any subset of the settings fields') }),
      output: z.object({ settings }),
    }),
    changed: event({ title: 'Settings changed', description: 'Sent after a change.', scope: 'read', payload: settings }),
  },
});
