import { Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Rival } from '../../../../src-main/contracts/tuning.ts';
import { sentenceList } from '../../lib/format.ts';
import { EmptyNote } from '../../ui/EmptyNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { WordBadge } from '../../ui/WordBadge.tsx';
import styles from './TuningPage.module.css';
import { groupWords, rivalStateWords } from './words.ts';

function RivalLine({ rival }: { readonly rival: Rival }): ReactElement {
  const areas = rival.owns.map((group) => groupWords[group].toLowerCase());
  return (
    <li className={styles['rival']}>
      <Text fw={650} component="span">
        {rival.name}
      </Text>
      <WordBadge wording={rivalStateWords[rival.state]} />
      <p>{rival.detail}</p>
      <p className="dim">
        {areas.length === 0 ? 'Decides about nothing here.' : `Decides about ${sentenceList(areas)}.`} {rival.advice}
      </p>
    </li>
  );
}

/** Other programs that change the same settings. One writer per setting: they keep what is theirs. */
export function RivalsPanel({ rivals }: { readonly rivals: readonly Rival[] }): ReactElement {
  if (rivals.length === 0) {
    return (
      <Panel>
        <EmptyNote
          icon={IconShieldCheck}
          title="Nobody else tunes this machine"
          text="No other program or file that changes these settings was found."
        />
      </Panel>
    );
  }
  return (
    <Panel title="Others that change the same settings">
      <Text size="sm" c="dimmed">
        Two programs that set the same thing fight without end. What belongs to another is left alone, unless you take it over.
      </Text>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {rivals.map((rival) => (
          <RivalLine key={rival.id} rival={rival} />
        ))}
      </ul>
    </Panel>
  );
}
