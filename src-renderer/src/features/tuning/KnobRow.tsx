import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconLock } from '@tabler/icons-react';
import { memo, type ReactElement, useId, useState } from 'react';
import { upperFirst } from '../../lib/format.ts';
import { Diff, ValueText } from '../../ui/Diff.tsx';
import { ReadingText } from '../../ui/ReadingText.tsx';
import { WordBadge } from '../../ui/WordBadge.tsx';
import { KnobDetails } from './KnobDetails.tsx';
import type { KnobRowProps } from './knobRowProps.ts';
import { belongsToOthers, type Obstacle, obstacleOf, targetValue } from './selection.ts';
import styles from './TuningPage.module.css';
import { valueWithUnit } from './valueText.ts';
import { decisionWords, ownerWording, riskWords, tierWords } from './words.ts';

const lockedWhy: Readonly<Partial<Record<Obstacle, string>>> = {
  notApplicable: 'This machine does not have it, or does not decide about it.',
  noValue: 'The profile has no value for it. Open it to set your own.',
  alreadyThere: 'The machine already has this value.',
};

function Choice({ knob, selection, onToggle }: Pick<KnobRowProps, 'knob' | 'selection' | 'onToggle'>): ReactElement {
  const obstacle = obstacleOf(knob, selection);
  const why = lockedWhy[obstacle];
  if (why !== undefined) {
    return (
      <Tooltip label={why}>
        {/* A disabled box cannot be focused, and then nobody would learn why it is disabled. */}
        <ActionIcon variant="transparent" color="gray" size={20} aria-label={`${knob.title} cannot be chosen: ${why}`}>
          <IconLock size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <Checkbox
      aria-label={`Put “${knob.title}” into the Plan`}
      checked={selection.chosen.has(knob.id)}
      onChange={(event) => {
        onToggle(knob, event.currentTarget.checked);
      }}
    />
  );
}

function Values({ knob, selection }: Pick<KnobRowProps, 'knob' | 'selection'>): ReactElement {
  const target = targetValue(knob, selection);
  const now = knob.now.status === 'ok' ? knob.now.value : null;
  const before = now === null ? <ReadingText reading={knob.now} /> : valueWithUnit(now, knob.unit);
  if (target !== null && target !== now && knob.decision !== 'notApplicable') {
    return <Diff before={before} after={valueWithUnit(target, knob.unit)} />;
  }
  return now === null ? <ReadingText reading={knob.now} /> : <ValueText>{valueWithUnit(now, knob.unit)}</ValueText>;
}

function KnobRowView(props: KnobRowProps): ReactElement {
  const { knob, selection } = props;
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const chosen = selection.chosen.has(knob.id);
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <li className={`${styles['knob'] ?? ''} ${chosen ? (styles['chosen'] ?? '') : ''}`}>
      <div className={styles['row']}>
        <Choice {...props} />
        <div>
          <div className={styles['title']}>{knob.title}</div>
          <div className={styles['why']} title={knob.why}>
            {upperFirst(knob.why)}
          </div>
        </div>
        <div>
          <Values knob={knob} selection={selection} />
          <div className={styles['badges']}>
            <WordBadge wording={decisionWords[knob.decision]} />
            {belongsToOthers(knob) || knob.owner.kind === 'product' ? <WordBadge wording={ownerWording(knob.owner)} /> : null}
            {knob.decision === 'notApplicable' ? null : <WordBadge wording={tierWords[knob.tier]} />}
            {knob.decision === 'notApplicable' ? null : <WordBadge wording={riskWords[knob.risk]} />}
          </div>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-controls={detailsId}
          aria-label={`${open ? 'Hide' : 'Show'} details of ${knob.title}`}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron size={18} aria-hidden />
        </ActionIcon>
      </div>
      {open ? <KnobDetails {...props} id={detailsId} /> : null}
    </li>
  );
}

/** One setting: from what to what, why, how well proven, how risky; more on demand. */
export const KnobRow = memo(KnobRowView);
