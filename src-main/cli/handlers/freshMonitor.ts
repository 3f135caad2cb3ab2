/** What to say where no monitor was running: one that was started a moment ago knows no past. */
import { type CommandContext, note } from '../context.ts';

/** To be called before the monitor is asked for the first time. True when one was running. */
export async function noteFreshMonitor(context: CommandContext, consequence: string): Promise<boolean> {
  if (context.values.text('sysroot') !== undefined) {
    note(context, 'A recorded machine has no past: its figures begin now.');
    return false;
  }
  const session = await context.session();
  if (await session.monitorRuns()) return true;
  note(context, `hecate-monitor was not running, so it was started for this command alone. ${consequence}`);
  return false;
}
