/** Ways to the rights that changes need. */
import type { Capability } from '../../../contracts/hardware.ts';
import { available, type CapabilityCheck, type CheckContext, missing, whenAny } from './capability.ts';

// Names as /proc/PID/comm cuts them, at 15 characters. Desktop shells bring an agent of their own.
const agents = new Set([
  'polkit-gnome-au',
  'polkit-kde-auth',
  'polkit-mate-aut',
  'lxpolkit',
  'xfce-polkit',
  'gnome-shell',
  'cinnamon',
  'budgie-panel',
  'cosmic-osd',
  'hyprpolkitagent',
  'soteria',
  'pkttyagent',
]);

function passwordWindow({ processes }: CheckContext): Capability {
  const about = {
    id: 'elevation.polkitAgent',
    title: 'Window that asks for the password (polkit agent)',
    remedy: 'Start a polkit agent in the desktop session, or run hecate with sudo.',
  };
  const running = [...processes()].find((name) => agents.has(name));
  return running === undefined
    ? missing(about, 'No known polkit agent is among the running programs.')
    : available(about, `${running} is running.`);
}

function runningAsRoot({ host }: CheckContext): Capability {
  const about = { id: 'elevation.root', title: 'Running as root', remedy: 'Not needed where pkexec or sudo works.' };
  if (host.identity.recorded) return missing({ ...about, remedy: null }, 'This is a recorded machine; nothing can be changed.');
  const { uid } = host.identity;
  return uid === 0 ? available(about, 'This program runs as root.') : missing(about, `This program runs as user ${String(uid)}.`);
}

export const elevationChecks: readonly CapabilityCheck[] = [
  whenAny(
    { id: 'elevation.pkexec', title: 'pkexec', remedy: 'Install the package pkexec (Debian, Ubuntu) or polkit.' },
    ['/usr/bin/pkexec', '/usr/local/bin/pkexec', '/run/wrappers/bin/pkexec'],
    'pkexec is not installed.',
  ),
  passwordWindow,
  runningAsRoot,
];
