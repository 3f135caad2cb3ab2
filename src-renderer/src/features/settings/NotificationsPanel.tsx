import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useFeatures } from '../../app/context.ts';
import { useWhenConnected } from '../../app/useWhenConnected.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QuietHours } from '../alerts/QuietHours.tsx';
import { type EditorProps, errorOf } from './editor.ts';
import { SettingLine } from './SettingLine.tsx';
import styles from './SettingsPage.module.css';

/** When an alert may disturb. What is an alert is said by the rules, on their own page. */
export function NotificationsPanel({ settings, onChange, problem }: EditorProps): ReactElement {
  const { alerts } = useFeatures();
  useWhenConnected(alerts.loadRules);
  return (
    <Panel
      title="Notifications"
      action={
        <LinkButton to="/alerts" search={{ view: 'rules' }} variant="subtle" size="compact-sm">
          Rules
        </LinkButton>
      }
    >
      <SettingLine
        name="Show alerts on the desktop"
        hint="Off: they are still recorded, and commands of rules still run."
        error={errorOf(problem, 'desktopNotifications')}
        control={(ids) => (
          <Switch
            {...ids}
            checked={settings.desktopNotifications}
            onChange={(event) => {
              onChange({ desktopNotifications: event.currentTarget.checked });
            }}
          />
        )}
      />
      <div className={styles['setting']}>
        <QuietHours />
      </div>
    </Panel>
  );
}
