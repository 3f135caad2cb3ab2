import type { ReactElement } from 'react';
import { CopyTextButton } from '../../ui/CopyTextButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ReadingText } from '../../ui/ReadingText.tsx';
import styles from './HardwarePage.module.css';
import { type Field, type Section, sectionText } from './section.ts';

function FieldLine({ entry, explain }: { readonly entry: Field; readonly explain: boolean }): ReactElement {
  const { label, reading } = entry;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <ReadingText reading={reading} />
        {explain && reading.status !== 'ok' ? <span className={styles['reason']}> {reading.why}</span> : null}
      </dd>
    </>
  );
}

export interface SectionPanelProps {
  readonly section: Section;
  /** Writes the reasons of missing values out instead of hiding them behind their mark. */
  readonly explain: boolean;
}

/** One part of the inventory. */
export function SectionPanel({ section, explain }: SectionPanelProps): ReactElement {
  return (
    <Panel title={section.title} action={<CopyTextButton text={sectionText(section)} label="Copy" />}>
      {section.missing === null ? null : (
        <p className="dim">
          {section.missing.status === 'absent' ? 'This machine has none. ' : 'Not known. '}
          {section.missing.why}
        </p>
      )}
      {section.groups.map((group, index) => (
        // Two identical cards have the same title, so the position is part of the key.
        <div key={`${group.title ?? ''} ${String(index)}`} className={styles['group']}>
          {group.title === null ? null : <h3 className={styles['groupTitle']}>{group.title}</h3>}
          <dl className={styles['fields']}>
            {group.fields.map((entry) => (
              <FieldLine key={entry.label} entry={entry} explain={explain} />
            ))}
          </dl>
        </div>
      ))}
    </Panel>
  );
}
