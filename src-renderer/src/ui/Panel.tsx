import { type ReactElement, type ReactNode, useId } from 'react';
import styles from './Panel.module.css';

export interface PanelProps {
  readonly title?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A surface with an optional heading. */
export function Panel({ title, action, className, children }: PanelProps): ReactElement {
  const headingId = useId();
  const classes = [styles['panel'], className].filter(Boolean).join(' ');
  if (title === undefined) return <div className={classes}>{children}</div>;
  return (
    <section className={classes} aria-labelledby={headingId}>
      <div className={styles['head']}>
        <h2 className={styles['title']} id={headingId}>
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
