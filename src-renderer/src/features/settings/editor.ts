/** What every group of settings gets. */
import type { Settings, SettingsPatch } from '../../../../src-main/contracts/settings.ts';

export interface EditorProps {
  readonly settings: Settings;
  readonly onChange: (patch: SettingsPatch) => void;
  /** Problem of the last change, and the setting it was about. */
  readonly problem: { readonly field: keyof SettingsPatch; readonly error: unknown } | null;
}

export function errorOf(problem: EditorProps['problem'], field: keyof SettingsPatch): unknown {
  return problem?.field === field ? problem.error : null;
}
