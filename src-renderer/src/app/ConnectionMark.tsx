import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ConnectionState } from '../api/session.ts';
import { useFeatures } from './context.ts';
import styles from './Frame.module.css';

interface Look {
  readonly color: string;
  readonly text: string;
  readonly detail: string;
}

function lookOf(state: ConnectionState): Look {
  switch (state.status) {
    case 'open':
      return {
        color: '#4aa894',
        text: state.hello.recorded ? 'Recorded machine' : 'Connected',
        detail: `${state.hello.program} ${state.hello.version}, process ${String(state.hello.pid)}, may ${state.hello.scope}`,
      };
    case 'connecting':
      return { color: '#eaad4b', text: 'Connecting …', detail: 'Waiting for the service' };
    case 'waiting':
      return { color: '#ec8d81', text: 'Not connected', detail: state.reason };
    case 'refused':
      return { color: '#ec8d81', text: 'Refused', detail: state.reason };
  }
}

/** The small light at the bottom of the sidebar. */
export function ConnectionMark(): ReactElement {
  const state = useStore(useFeatures().session.state);
  const look = lookOf(state);
  return (
    <Tooltip label={`${look.text}: ${look.detail}`} position="right">
      <div className={styles['state']} role="status">
        <span className={styles['dot']} style={{ background: look.color }} aria-hidden />
        <span className={styles['label']}>{look.text}</span>
      </div>
    </Tooltip>
  );
}
