import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { useAction } from '../../ui/useAction.ts';
import { SettingLine } from './SettingLine.tsx';

/** Whether figures, alerts and the dashboard go on when no window is open. */
export function ResidentSetting(): ReactElement {
  const { monitorState } = useFeatures();
  const { value, error } = useStore(monitorState.store, (state) => state.resident);
  const action = useAction();
  useWhenConnected(monitorState.loadResident);
  const why = value === null || value.why === '' ? '' : ` Now: ${value.why}.`;
  return (
    <SettingLine
      name="Go on without a window"
      hint={`Figures, alerts and the dashboard then last as long as your session.${why}`}
      error={action.error ?? error}
      control={(ids) => (
        <Switch
          {...ids}
          checked={value?.state === 'on'}
          disabled={value === null || value.state === 'unavailable' || action.running}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            action.run(() => monitorState.setResident(on));
          }}
        />
      )}
    />
  );
}
