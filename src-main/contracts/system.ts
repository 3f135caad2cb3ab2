/** The daemon itself: handshake and its own health. */
import { z } from 'zod';
import { call, defineContract } from './kit/define.ts';

/** Raised when a member changes in a way that an older peer cannot read. */
export const protocolVersion = '1';

export const residentState = z.object({
  state: z.enum(['on', 'off', 'unavailable']),
  why: z.string(),
});

export const systemContract = defineContract({
  name: 'system',
  title: 'System',
  description: 'Handshake and facts about the running programs.',
  members: {
    hello: call({
      title: 'Handshake',
      description: 'First call on a connection; refuses a peer that speaks another protocol version.',
      scope: 'read',
      input: z.object({ protocol: z.string(), client: z.string().max(80) }),
      output: z.object({
        protocol: z.string(),
        version: z.string(),
        pid: z.number().int(),
        uid: z.number().int(),
        scope: z.enum(['read', 'write', 'admin']),
        recorded: z.boolean(),
      }),
    }),
    about: call({
      title: 'About',
      description: 'Versions, folders and the way to root that this machine offers.',
      scope: 'read',
      input: z.object({}),
      output: z.object({
        version: z.string(),
        runtime: z.string(),
        stateFolder: z.string(),
        runtimeFolder: z.string(),
        configFolder: z.string(),
        elevation: z.array(z.object({ route: z.string(), available: z.boolean(), why: z.string() })),
        monitor: z.object({ running: z.boolean(), why: z.string() }),
        rssBytes: z.number(),
      }),
    }),
    resident: call({
      title: 'Does the monitor stay',
      description: 'Whether figures, history and alerts go on when no window is open.',
      scope: 'read',
      input: z.object({}),
      output: residentState,
    }),
    setResident: call({
      title: 'Let the monitor stay',
      description: "Switches the unit of the user's own systemd manager on or off.",
      scope: 'write',
      input: z.object({ on: z.boolean() }),
      output: residentState,
    }),
  },
});
