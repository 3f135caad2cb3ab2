import { Alert, Anchor, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { AllowedValues, KnobState } from '../../../../src-main/contracts/tuning.ts';
import { mapReading } from '../../../../src-main/contracts/value.ts';
import { upperFirst } from '../../lib/format.ts';
import { ReadingText } from '../../ui/ReadingText.tsx';
import type { KnobRowProps } from './knobRowProps.ts';
import styles from './TuningPage.module.css';
import { ValueEditor } from './ValueEditor.tsx';
import { ownerWords } from './words.ts';

function allowedText(allowed: AllowedValues): string {
  switch (allowed.kind) {
    case 'choice':
      return allowed.values.join(', ');
    case 'range':
      return `${allowed.min.toLocaleString('en-GB')} to ${allowed.max.toLocaleString('en-GB')}${allowed.unit === '' ? '' : ` ${allowed.unit}`}`;
    case 'text':
      return allowed.hint;
  }
}

function Evidence({ knob }: { readonly knob: KnobState }): ReactElement | null {
  if (knob.evidence.length === 0) return null;
  return (
    <>
      <dt>Evidence</dt>
      <dd>
        <ul className={styles['evidence']}>
          {knob.evidence.map((item) => (
            <li key={item.url}>
              <Anchor href={item.url} target="_blank" rel="noreferrer noopener" size="sm">
                {new URL(item.url).hostname}
              </Anchor>
              : {item.note}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

/** Everything about one setting: meaning, reason, owner, evidence, and the way to change or undo it. */
export function KnobDetails({ knob, selection, onValue, onUndo, id }: KnobRowProps & { readonly id: string }): ReactElement {
  const ours = knob.owner.kind === 'product';
  return (
    <div className={styles['details']} id={id}>
      <div>
        <Text size="sm" mb="xs">
          {knob.meaning}
        </Text>
        <dl className={styles['facts']}>
          <dt>Why</dt>
          <dd>{upperFirst(knob.why)}</dd>
          <dt>Decided by</dt>
          <dd>
            {ownerWords[knob.owner.kind]} ({knob.owner.name}). {knob.owner.why}
          </dd>
          <dt>Lives in</dt>
          <dd className="mono">{knob.location}</dd>
          <dt>Possible</dt>
          <dd>
            <ReadingText reading={mapReading(knob.allowed, allowedText)} />
          </dd>
          <Evidence knob={knob} />
        </dl>
      </div>
      <div>
        {knob.danger === null ? null : (
          <Alert color="madder" variant="light" icon={<IconAlertTriangle aria-hidden />} title="What can go wrong" mb="sm">
            {knob.danger}
          </Alert>
        )}
        {knob.decision === 'notApplicable' || knob.owner.kind === 'host' ? null : (
          <ValueEditor knob={knob} value={selection.values[knob.id] ?? null} onValue={onValue} />
        )}
        {ours ? (
          <Button
            mt="sm"
            size="xs"
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => {
              onUndo(knob);
            }}
          >
            Undo this setting
          </Button>
        ) : null}
      </div>
    </div>
  );
}
