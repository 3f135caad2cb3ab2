import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSearch } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { metricById, seriesId } from '../../../../../src-main/contracts/metrics.ts';
import { slotVariable } from '../chart/colors.ts';
import type { Device, Shown } from '../model/devices.ts';
import { LiveFigure } from './LiveFigure.tsx';
import styles from './parts.module.css';

export interface DeviceTableProps {
  /** "disk": for the words around the table. */
  readonly what: string;
  readonly devices: readonly Device[];
  readonly metrics: readonly string[];
  readonly shown: Shown;
  readonly onToggle: (instance: string) => void;
  /** Back to what was drawn at first. */
  readonly onReset: () => void;
}

/** From so many on a name is found faster by typing. */
const searchableFrom = 9;

function Row({
  device,
  metrics,
  slot,
  onToggle,
}: {
  readonly device: Device;
  readonly metrics: readonly string[];
  readonly slot: number | undefined;
  readonly onToggle: () => void;
}): ReactElement {
  return (
    <tr>
      <th scope="row">
        <button type="button" className={styles['device']} aria-pressed={slot !== undefined} onClick={onToggle}>
          <span
            className={`${styles['slot'] ?? ''} ${slot === undefined ? (styles['slotOff'] ?? '') : ''}`}
            style={slot === undefined ? undefined : { background: `var(${slotVariable(slot)})` }}
            aria-hidden
          />
          <span className={styles['deviceName']}>{device.name}</span>
          {device.note === null ? null : <span className={styles['note']}>{device.note}</span>}
          {device.problem === null ? null : (
            <span className={styles['problem']}>
              <IconAlertTriangle size={13} aria-hidden /> {device.problem}
            </span>
          )}
        </button>
      </th>
      {metrics.map((metric) => (
        <td key={metric}>
          <LiveFigure series={seriesId(metric, device.instance)} />
        </td>
      ))}
    </tr>
  );
}

/** Live figures of every device; a press on one draws it or takes it out of the charts. */
export function DeviceTable({ what, devices, metrics, shown, onToggle, onReset }: DeviceTableProps): ReactElement {
  const [wanted, setWanted] = useState('');
  const needle = wanted.trim().toLowerCase();
  const found = devices.filter((device) => `${device.name} ${device.note ?? ''}`.toLowerCase().includes(needle));
  return (
    <div className={styles['devices']}>
      {devices.length < searchableFrom ? null : (
        <div className={styles['find']}>
          <TextInput
            size="xs"
            value={wanted}
            onChange={(event) => {
              setWanted(event.currentTarget.value);
            }}
            placeholder="Find by name"
            aria-label={`Find by name: ${what}`}
            leftSection={<IconSearch size={14} aria-hidden />}
          />
          <span className="dim" role="status">
            {shown.size} of {devices.length} drawn{needle === '' ? '' : `, ${String(found.length)} found`}
          </span>
          <Button size="compact-xs" variant="subtle" onClick={onReset}>
            Draw the busiest
          </Button>
        </div>
      )}
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Drawn</th>
              {metrics.map((metric) => (
                <th key={metric} scope="col">
                  {metricById(metric)?.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map((device) => (
              <Row
                key={`${device.kind} ${device.instance}`}
                device={device}
                metrics={metrics}
                slot={shown.get(device.instance)}
                onToggle={() => {
                  onToggle(device.instance);
                }}
              />
            ))}
          </tbody>
        </table>
        {found.length === 0 ? <p className={styles['nothing']}>No {what} has that name.</p> : null}
      </div>
    </div>
  );
}
