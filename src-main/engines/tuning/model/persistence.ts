/**
 * Managed drop-ins, one file per knob, so that undoing one knob removes one
 * file and nothing else (docs/adr/0005-one-drop-in-per-knob.md).
 */
import type { DropIn } from './knob.ts';

/** An administrator who finds the file learns what made it and how to get rid of it. */
function header(knobId: string): string {
  return `# Written by HecateOS Control Center for the knob ${knobId}. Undo it there; edits here are reported as drift.\n`;
}

/** Dots would make the file look as if it had several endings; the executor takes letters, digits, dash and underscore. */
function fileName(knobId: string, ending: string): string {
  return `60-hecate-${knobId.replaceAll('.', '-')}.${ending}`;
}

/** Read by systemd-sysctl at boot: sysctl.d(5). */
export function sysctlDropIn(knobId: string, key: string, value: string): DropIn {
  return { path: `/etc/sysctl.d/${fileName(knobId, 'conf')}`, content: `${header(knobId)}${key} = ${value}\n` };
}

/** `w` lines of tmpfiles.d(5) write a value into a kernel file at boot; `pattern` may be a shell glob. */
export function tmpfilesDropIn(knobId: string, pattern: string, value: string): DropIn {
  return { path: `/etc/tmpfiles.d/${fileName(knobId, 'conf')}`, content: `${header(knobId)}w ${pattern} - - - - ${value}\n` };
}

/** udev(7) writes the attribute whenever such a device appears, so a disk plugged in later gets it too. */
export function udevDropIn(knobId: string, match: string, attribute: string, value: string): DropIn {
  return {
    path: `/etc/udev/rules.d/${fileName(knobId, 'rules')}`,
    content: `${header(knobId)}ACTION=="add|change", ${match}, ATTR{${attribute}}="${value}"\n`,
  };
}

/** A file in another program’s own format, in that program’s drop-in folder. */
export function plainDropIn(knobId: string, folder: string, lines: readonly string[]): DropIn {
  return { path: `${folder}/${fileName(knobId, 'conf')}`, content: `${header(knobId)}${lines.join('\n')}\n` };
}
