import { Tooltip } from '@mantine/core';
import { IconAdjustmentsCheck, IconAlertTriangle, IconArrowBackUp, IconFlame, IconInfoCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useFeatures } from '../../../app/context.ts';
import { toneVariables } from '../chart/colors.ts';
import { useChartGroup } from '../chart/context.ts';
import { axisWidthPx } from '../chart/plot.ts';
import { type Flag, flagsOf, flagWords, type Mark, type MarkTone } from '../model/marks.ts';
import { momentText } from '../model/timeAxis.ts';
import styles from './strip.module.css';

const icons: Readonly<Record<MarkTone, typeof IconFlame>> = {
  plan: IconAdjustmentsCheck,
  undo: IconArrowBackUp,
  info: IconInfoCircle,
  warning: IconAlertTriangle,
  critical: IconFlame,
};

/** Closer than this two flags would cover each other. */
const flagWidthPx = 30;

/** The flags of what is shown now; a new array only when one of them moved by a thousandth of the width. */
function useFlags(marks: readonly Mark[], width: () => number): readonly Flag[] {
  const { timeline } = useChartGroup();
  const [flags, setFlags] = useState<readonly Flag[]>([]);
  useEffect(() => {
    let shown = '';
    const update = (): void => {
      const next = flagsOf(marks, timeline.window(), flagWidthPx / Math.max(1, width()));
      const key = JSON.stringify(next.map((flag) => [flag.left.toFixed(3), flag.length.toFixed(3), flag.marks.map((mark) => mark.id)]));
      if (key === shown) return;
      shown = key;
      setFlags(next);
    };
    update();
    return timeline.onDraw(update);
  }, [timeline, marks, width]);
  return flags;
}

function FlagButton({ flag }: { readonly flag: Flag }): ReactElement {
  const navigate = useNavigate();
  const { inBackground } = useFeatures();
  const FlagIcon = icons[flag.tone];
  const words = flagWords(flag, (atMs) => momentText(atMs, 1000));
  const open = (): void => {
    const mark = flag.marks.at(-1);
    if (mark === undefined) return;
    const { page, id } = mark.opens;
    inBackground(
      page === 'history' ? navigate({ to: '/history', search: { plan: id } }) : navigate({ to: '/alerts', search: { view: 'past', id } }),
    );
  };
  const color = `var(${toneVariables[flag.tone]})`;
  return (
    <>
      {flag.length === 0 ? null : (
        <span
          className={styles['lasts']}
          style={{ left: percent(flag.left), width: percent(flag.length), background: color }}
          aria-hidden
        />
      )}
      <Tooltip label={words.map((line) => <div key={line}>{line}</div>)}>
        <button
          type="button"
          className={styles['flag']}
          style={{ left: `clamp(11px, ${percent(flag.left)}, calc(100% - 11px))`, color }}
          aria-label={words.join('; ')}
          onClick={open}
        >
          <FlagIcon size={14} stroke={2} aria-hidden />
          {flag.marks.length > 1 ? <span className={styles['count']}>{flag.marks.length}</span> : null}
        </button>
      </Tooltip>
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

/** Changes and alerts on the axis of the charts below: what changed when it got slow. */
export function MarkStrip({
  marks,
  problem,
  rightPx,
}: {
  readonly marks: readonly Mark[];
  readonly problem: string | null;
  readonly rightPx: number;
}): ReactElement {
  const strip = useRef<HTMLDivElement>(null);
  const [width] = useState(() => () => strip.current?.clientWidth ?? 0);
  const flags = useFlags(marks, width);
  return (
    <section
      className={styles['strip']}
      style={{ paddingLeft: axisWidthPx, paddingRight: rightPx }}
      aria-label="Changes and alerts in the time shown"
    >
      <span className={styles['label']} aria-hidden>
        Events
      </span>
      <div className={styles['track']} ref={strip}>
        {flags.map((flag) => (
          <FlagButton key={flag.marks[0]?.id} flag={flag} />
        ))}
        {problem !== null ? (
          <span className={styles['quiet']}>Changes and alerts could not be read: {problem}</span>
        ) : flags.length === 0 ? (
          <span className={styles['quiet']}>No change and no alert in this time</span>
        ) : null}
      </div>
    </section>
  );
}
