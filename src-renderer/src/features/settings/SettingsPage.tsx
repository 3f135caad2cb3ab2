import { Alert, SegmentedControl, Select, Skeleton, Switch } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { SettingsPatch } from '../../../../src-main/contracts/settings.ts';
import { useFeatures } from '../../app/context.ts';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { type EditorProps, errorOf } from './editor.ts';
import { KeptPanel } from './KeptPanel.tsx';
import { NotificationsPanel } from './NotificationsPanel.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { SettingLine } from './SettingLine.tsx';
import styles from './SettingsPage.module.css';
import { WebPanel } from './WebPanel.tsx';

const themes = [
  { value: 'system', label: 'As the desktop' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

const fromHardware = 'by hardware';

function WindowSettings({ settings, onChange, problem }: EditorProps): ReactElement {
  return (
    <Panel title="Window">
      <SettingLine
        name="Theme"
        hint="Light, dark, or as the desktop says."
        error={errorOf(problem, 'theme')}
        control={(ids) => (
          <SegmentedControl
            {...ids}
            size="xs"
            data={[...themes]}
            value={settings.theme}
            onChange={(value) => {
              onChange({ theme: themes.find((theme) => theme.value === value)?.value ?? 'system' });
            }}
          />
        )}
      />
      <SettingLine
        name="Stay in the tray"
        hint="Closing the window keeps the tray icon, where there is a tray."
        error={errorOf(problem, 'closeToTray')}
        control={(ids) => (
          <Switch
            {...ids}
            checked={settings.closeToTray}
            onChange={(event) => {
              onChange({ closeToTray: event.currentTarget.checked });
            }}
          />
        )}
      />
      <NumberSetting
        name="Live figures every"
        hint="Shorter shows more and costs more. 0.5 to 60 seconds."
        error={errorOf(problem, 'sampleSeconds')}
        value={settings.sampleSeconds}
        min={0.5}
        max={60}
        step={0.5}
        unit="s"
        onCommit={(sampleSeconds) => {
          onChange({ sampleSeconds });
        }}
      />
    </Panel>
  );
}

function ProfileSetting({ settings, onChange, problem }: EditorProps): ReactElement {
  const list = useStore(useFeatures().profiles.store, (state) => state.list.value?.profiles);
  return (
    <SettingLine
      name="Profile"
      hint="What Plans are made from. The hardware decides unless you choose."
      error={errorOf(problem, 'profileOverride')}
      control={(ids) => (
        <Select
          {...ids}
          w={190}
          size="xs"
          data={[
            { value: fromHardware, label: 'By hardware' },
            ...(list ?? []).map((profile) => ({ value: profile.id, label: profile.title })),
          ]}
          value={settings.profileOverride ?? fromHardware}
          allowDeselect={false}
          onChange={(value) => {
            onChange({ profileOverride: value === fromHardware ? null : value });
          }}
        />
      )}
    />
  );
}

function TuningSettings(props: EditorProps): ReactElement {
  const { settings, onChange, problem } = props;
  return (
    <Panel title="Tuning">
      <ProfileSetting {...props} />
      <NumberSetting
        name="Time to answer"
        hint="After a risky change: without an answer in this time, it is undone. 10 to 600 seconds."
        error={errorOf(problem, 'confirmSeconds')}
        value={settings.confirmSeconds}
        min={10}
        max={600}
        step={5}
        unit="s"
        onCommit={(confirmSeconds) => {
          onChange({ confirmSeconds });
        }}
      />
      <NumberSetting
        name="Look for drift every"
        hint="Whether somebody else changed a setting since. 0 never looks."
        error={errorOf(problem, 'driftCheckMinutes')}
        value={settings.driftCheckMinutes}
        min={0}
        max={1440}
        unit="min"
        onCommit={(driftCheckMinutes) => {
          onChange({ driftCheckMinutes });
        }}
      />
      <SettingLine
        name="Profiles win over the administrator"
        hint="Lets a profile replace what the administrator set in sysctl.d. Off: the administrator’s values stay."
        error={errorOf(problem, 'overrideAdministrator')}
        control={(ids) => (
          <Switch
            {...ids}
            checked={settings.overrideAdministrator}
            onChange={(event) => {
              onChange({ overrideAdministrator: event.currentTarget.checked });
            }}
          />
        )}
      />
    </Panel>
  );
}

/** Everything that can be set, stored at once, and facts about the product. */
export function SettingsPage(): ReactElement {
  const { settings: feature, inBackground } = useFeatures();
  const { value, error, loading } = useStore(feature.store, (state) => state.settings);
  const fileProblem = useStore(feature.store, (state) => state.problem);
  const [problem, setProblem] = useState<EditorProps['problem']>(null);

  const onChange = (patch: SettingsPatch): void => {
    const fieldName = Object.keys(patch)[0] as keyof SettingsPatch;
    feature.change(patch).then(
      () => {
        setProblem(null);
      },
      (thrown: unknown) => {
        setProblem({ field: fieldName, error: thrown });
      },
    );
  };
  const retry = (): void => {
    inBackground(feature.load());
  };
  return (
    <Page title="Settings" subtitle="Stored as soon as you change them, for this user.">
      {fileProblem === null ? null : (
        <Alert color="ember" variant="light" mb="sm" title="Settings were reset">
          {fileProblem}
        </Alert>
      )}
      {value === null && error !== null ? <ErrorNotice error={error} onRetry={retry} retrying={loading} /> : null}
      <div className={styles['columns']}>
        <div className={styles['column']}>
          {value === null ? (
            <Skeleton height={420} />
          ) : (
            <>
              <WindowSettings settings={value} onChange={onChange} problem={problem} />
              <TuningSettings settings={value} onChange={onChange} problem={problem} />
              <NotificationsPanel settings={value} onChange={onChange} problem={problem} />
            </>
          )}
        </div>
        <div className={styles['column']}>
          {value === null ? null : (
            <>
              <WebPanel settings={value} onChange={onChange} problem={problem} />
              <KeptPanel settings={value} onChange={onChange} problem={problem} />
            </>
          )}
          <AboutPanel />
        </div>
      </div>
    </Page>
  );
}
