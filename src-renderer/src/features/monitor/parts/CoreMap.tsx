import { type ReactElement, useEffect, useRef } from 'react';
import { useFeatures } from '../../../app/context.ts';
import type { Device, Shown } from '../model/devices.ts';
import { loadStep } from '../model/heat.ts';
import styles from './heat.module.css';

export interface CoreMapProps {
  readonly devices: readonly Device[];
  readonly shown: Shown;
  readonly onToggle: (instance: string) => void;
}

function paint(cells: HTMLCollection, busy: readonly (number | null)[]): void {
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index];
    const value = busy[index] ?? null;
    if (!(cell instanceof HTMLElement)) continue;
    const text = value === null ? '–' : value.toFixed(0);
    const step = value === null ? 'none' : String(loadStep(value));
    if (cell.dataset['step'] !== step) cell.dataset['step'] = step;
    const figure = cell.lastElementChild;
    if (figure !== null && figure.textContent !== text) figure.textContent = text;
  }
}

/** Every logical processor as a cell with its load in percent; a press draws it. Written into the page without React, once per frame. */
export function CoreMap({ devices, shown, onToggle }: CoreMapProps): ReactElement {
  const { telemetry } = useFeatures();
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const update = (): void => {
      const latest = telemetry.store.getState().latest;
      if (grid.current !== null && latest !== null) paint(grid.current.children, latest.cpu.perCpuBusyPercent);
    };
    update();
    return telemetry.store.subscribe(update);
  }, [telemetry]);
  return (
    <section aria-label="Load of each processor, percent">
      <div className={styles['head']}>
        <h3 className={styles['title']}>Load of each processor, %</h3>
        <Scale />
      </div>
      <div className={`${styles['cores'] ?? ''} ${devices.length > 128 ? (styles['dense'] ?? '') : ''}`} ref={grid}>
        {devices.map((device) => (
          <button
            key={device.instance}
            type="button"
            className={styles['core']}
            aria-pressed={shown.has(device.instance)}
            title={`${device.name}: press to ${shown.has(device.instance) ? 'take it out of' : 'draw it in'} the charts`}
            onClick={() => {
              onToggle(device.instance);
            }}
          >
            <span className={styles['coreName']}>{device.instance}</span>
            <span className={styles['coreValue']} />
          </button>
        ))}
      </div>
    </section>
  );
}

const steps = ['under 5', '5', '25', '50', '75', '95 and more'] as const;

function Scale(): ReactElement {
  return (
    <ul className={styles['scale']} aria-hidden>
      {steps.map((words, step) => (
        <li key={words} className={styles['scaleStep']}>
          <span className={styles['scaleMark']} data-step={step} />
          {words}
        </li>
      ))}
    </ul>
  );
}
