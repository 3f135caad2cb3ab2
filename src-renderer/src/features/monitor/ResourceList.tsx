import { IconArrowsDiff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef } from 'react';
import type { MonitorFrame } from '../../../../src-main/contracts/monitor.ts';
import { Why } from '../../ui/Why.tsx';
import styles from './Monitor.module.css';
import { missingWhy, type ResourceId, resources } from './model/resources.ts';
import { resourceIcons } from './resourceIcons.ts';
import { useFrameValue } from './useFrameValue.ts';

function missingOf(frame: MonitorFrame): Readonly<Partial<Record<ResourceId, string>>> {
  return Object.fromEntries(
    resources.flatMap(({ id }) => {
      const why = missingWhy(frame, id);
      return why === null ? [] : [[id, why]];
    }),
  );
}

interface EntryProps {
  readonly id: ResourceId | 'compare';
  readonly title: string;
  readonly current: boolean;
}

function Entry({ id, title, current }: EntryProps): ReactElement {
  const EntryIcon = id === 'compare' ? IconArrowsDiff : resourceIcons[id];
  const item = useRef<HTMLLIElement>(null);
  // In a narrow window the list is one line that scrolls, and a link may open the last of it.
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <li ref={item}>
      <Link
        to="/monitor"
        // The time that is shown stays; what a link asked for does not.
        search={({ span, from, to }) => ({
          ...(span === undefined ? {} : { span }),
          ...(from === undefined || to === undefined ? {} : { from, to }),
          resource: id,
        })}
        className={styles['entry']}
        aria-current={current ? 'page' : undefined}
        data-current={current || undefined}
      >
        <EntryIcon size={16} stroke={1.75} aria-hidden />
        {title}
      </Link>
    </li>
  );
}

/** What this machine has, and in one quiet line what it has not and why. */
export function ResourceList({ current }: { readonly current: ResourceId | 'compare' }): ReactElement {
  const missing = useFrameValue(missingOf) ?? {};
  const absent = resources.filter(({ id }) => missing[id] !== undefined && id !== current);
  return (
    <nav className={styles['list']} aria-label="Resources">
      <ul className={styles['entries']}>
        {resources
          .filter(({ id }) => missing[id] === undefined || id === current)
          .map(({ id, title }) => (
            <Entry key={id} id={id} title={title} current={id === current} />
          ))}
        <Entry id="compare" title="Compare two" current={current === 'compare'} />
      </ul>
      {absent.length === 0 ? null : (
        <div className={styles['absent']}>
          <span>Not here:</span>
          {absent.map(({ id, title }) => (
            <Why key={id} status="absent" label={title} why={missing[id] ?? ''} />
          ))}
        </div>
      )}
    </nav>
  );
}
