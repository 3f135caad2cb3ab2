import { Button } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';

const step = 50;

export interface ShortListProps<T> {
  readonly items: readonly T[];
  /** Name of the list for people who do not see it. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: (item: T) => ReactNode;
}

/** The first lines of a list that may be long, and more of them when asked for. */
export function ShortList<T>({ items, label, className, children }: ShortListProps<T>): ReactElement {
  const [most, setMost] = useState(step);
  const left = items.length - most;
  return (
    <>
      <ul className={className} style={{ gap: 0 }} aria-label={label}>
        {items.slice(0, most).map(children)}
      </ul>
      {left <= 0 ? null : (
        <Button
          size="xs"
          variant="default"
          mt="sm"
          onClick={() => {
            setMost(most + step);
          }}
        >
          {`Show ${String(Math.min(step, left))} more of ${items.length.toLocaleString('en-GB')}`}
        </Button>
      )}
    </>
  );
}
