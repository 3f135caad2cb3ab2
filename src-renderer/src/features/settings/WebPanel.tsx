import { Alert, Button, Group, Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconEye, IconEyeOff, IconQrcode } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import type { WebAccess } from '../../../../src-main/contracts/monitor.ts';
import { useFeatures } from '../../app/context.ts';
import { counted } from '../../lib/format.ts';
import { AskFirst } from '../../ui/AskFirst.tsx';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { type EditorProps, errorOf } from './editor.ts';
import { NumberSetting } from './NumberSetting.tsx';
import { SettingLine } from './SettingLine.tsx';
import styles from './SettingsPage.module.css';
import { TextSetting } from './TextSetting.tsx';
import { useRefreshed } from './useRefreshed.ts';
import { addressWarning, fingerprintText } from './webWords.ts';

/** The monitor follows a changed setting by itself, a moment later. */
const refreshMs = 3_000;

function Token({ web }: { readonly web: WebAccess }): ReactElement {
  const { monitorState } = useFeatures();
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  if (web.token === null) return <dd className="dim">made when it is first needed</dd>;
  return (
    <dd>
      <span className="mono">{shown ? web.token : '•'.repeat(16)}</span>
      <Group gap={6} mt={6}>
        <Button
          size="xs"
          variant="default"
          leftSection={shown ? <IconEyeOff size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}
          onClick={() => {
            setShown(!shown);
          }}
        >
          {shown ? 'Hide' : 'Show'}
        </Button>
        <CopyTextButton text={web.token} label="Copy token" />
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setAsking(true);
          }}
        >
          New token …
        </Button>
      </Group>
      <AskFirst
        opened={asking}
        title="Make a new token?"
        text="Every browser and program with the old one is cut off at once, and needs the new link."
        button="Make a new one"
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={monitorState.renewToken}
      />
    </dd>
  );
}

function Link({ web }: { readonly web: WebAccess }): ReactElement | null {
  const [shown, setShown] = useState(false);
  if (web.link === null) return null;
  return (
    <>
      <dt>Link with token</dt>
      <dd>
        <Group gap={6}>
          <CopyTextButton text={web.link} label="Copy link" />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconQrcode size={14} aria-hidden />}
            aria-expanded={shown}
            onClick={() => {
              setShown(!shown);
            }}
          >
            {shown ? 'Hide the QR code' : 'Show as QR code'}
          </Button>
        </Group>
        {shown ? (
          <div className={styles['qr']}>
            <QrCode text={web.link} label="QR code of the link to the dashboard, with the token" />
            <Text size="xs" c="dimmed">
              {web.beyondLoopback
                ? 'For the camera of a phone in the same network. Whoever sees it can look at this machine.'
                : 'This address leads to this machine only. For a phone, let the dashboard listen on the network first.'}
            </Text>
          </div>
        ) : null}
      </dd>
    </>
  );
}

function Facts({ web }: { readonly web: WebAccess }): ReactElement {
  return (
    <dl className={styles['facts']}>
      <dt>Addresses</dt>
      <dd>
        {web.urls.length === 0 ? <span className="dim">none: it does not answer</span> : null}
        {web.urls.map((url) => (
          <div key={url}>
            <a href={url} target="_blank" rel="noreferrer" className={styles['address']}>
              {url}
            </a>
          </div>
        ))}
      </dd>
      <dt>Token</dt>
      <Token web={web} />
      <Link web={web} />
      <dt>Connected</dt>
      <dd className="figures">{web.clients === 0 ? 'nobody' : counted(web.clients, 'client')}</dd>
      {web.certificateSha256 === null ? null : (
        <>
          <dt>Certificate</dt>
          <dd>
            <span className={`mono ${styles['fingerprint'] ?? ''}`}>{fingerprintText(web.certificateSha256)}</span>
            <Text size="xs" c="dimmed" mt={4}>
              It is self-signed, so a browser warns the first time. Compare this SHA-256 fingerprint with the one that the browser shows.
            </Text>
          </dd>
        </>
      )}
    </dl>
  );
}

/** The dashboard and the stream on the web port: whether, where, and who may come in. */
export function WebPanel({ settings, onChange, problem }: EditorProps): ReactElement {
  const { monitorState } = useFeatures();
  const { value, error } = useStore(monitorState.store, (state) => state.web);
  useRefreshed(monitorState.loadWeb, refreshMs);
  const warning = addressWarning(settings.webHost);
  return (
    <Panel title="Web access">
      <SettingLine
        name="Dashboard in a browser"
        hint="Live figures, alerts and processes to look at, for browsers and programs. Nothing can be changed through it."
        error={errorOf(problem, 'webEnabled')}
        control={(ids) => (
          <Switch
            {...ids}
            checked={settings.webEnabled}
            onChange={(event) => {
              onChange({ webEnabled: event.currentTarget.checked });
            }}
          />
        )}
      />
      <TextSetting
        name="Address"
        hint="127.0.0.1: this machine only. 0.0.0.0: every network."
        error={errorOf(problem, 'webHost')}
        value={settings.webHost}
        onCommit={(webHost) => {
          onChange({ webHost });
        }}
      />
      {warning === null ? null : (
        <Alert color="ember" variant="light" icon={<IconAlertTriangle aria-hidden />} py="xs">
          {warning}
        </Alert>
      )}
      <NumberSetting
        name="Port"
        hint="1 to 65535. Below 1024 only root may listen."
        error={errorOf(problem, 'webPort')}
        value={settings.webPort}
        min={1}
        max={65_535}
        unit=""
        onCommit={(webPort) => {
          onChange({ webPort });
        }}
      />
      {value === null || value.problem === null ? null : (
        <Alert
          color="madder"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title="It does not listen as set"
          mb="sm"
          role="alert"
        >
          <span className={styles['wrap']}>{value.problem}</span>
        </Alert>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
      {value === null ? null : <Facts web={value} />}
    </Panel>
  );
}
