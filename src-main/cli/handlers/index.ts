/** The handler of each command, loaded only when it runs. A command without one is a compile error. */
import type { CommandId } from '../commandLine/commands.ts';
import type { Handler } from '../context.ts';

const loaders: Readonly<Record<CommandId, () => Promise<Handler>>> = {
  'info': async () => (await import('./machine.ts')).info,
  'doctor': async () => (await import('./machine.ts')).doctor,
  'profile show': async () => (await import('./profile.ts')).show,
  'profile list': async () => (await import('./profile.ts')).list,
  'profile set': async () => (await import('./profile.ts')).set,
  'profile auto': async () => (await import('./profile.ts')).auto,
  'profile clone': async () => (await import('./profile.ts')).clone,
  'profile edit': async () => (await import('./profileEdit.ts')).edit,
  'profile export': async () => (await import('./profile.ts')).exportProfile,
  'profile import': async () => (await import('./profile.ts')).importProfile,
  'profile remove': async () => (await import('./profile.ts')).remove,
  'tune plan': async () => (await import('./tunePlan.ts')).plan,
  'tune apply': async () => (await import('./tuneApply.ts')).apply,
  'tune confirm': async () => (await import('./tuneApply.ts')).confirm,
  'tune verify': async () => (await import('./tuneState.ts')).verify,
  'tune undo': async () => (await import('./tuneUndo.ts')).undo,
  'tune status': async () => (await import('./tuneState.ts')).status,
  'tune history': async () => (await import('./tuneState.ts')).history,
  'monitor': async () => (await import('./monitor.ts')).monitor,
  'jobs': async () => (await import('./other.ts')).jobs,
  'settings get': async () => (await import('./other.ts')).getSettings,
  'settings set': async () => (await import('./other.ts')).setSetting,
  'complete': async () => (await import('./complete.ts')).complete,
  'version': async () => (await import('./other.ts')).about,
};

export function loadHandler(id: CommandId): Promise<Handler> {
  return loaders[id]();
}
