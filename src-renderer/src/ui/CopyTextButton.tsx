import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { copyText } from '../lib/download.ts';

type Outcome = 'none' | 'copied' | 'refused';

const words: Readonly<Record<Exclude<Outcome, 'none'>, string>> = { copied: 'Copied', refused: 'Copying was refused' };
const shownForMs = 2_000;

export interface CopyTextButtonProps {
  readonly text: string;
  readonly label: string;
  readonly size?: 'xs' | 'sm';
}

/** Copies text and says on its own face whether that worked. */
export function CopyTextButton({ text, label, size = 'xs' }: CopyTextButtonProps): ReactElement {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => {
      setOutcome('none');
    }, shownForMs);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);
  const Icon = { none: IconCopy, copied: IconCheck, refused: IconX }[outcome];
  return (
    <Button
      size={size}
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      aria-live="polite"
      onClick={() => {
        copyText(text)
          .then((copied) => {
            setOutcome(copied ? 'copied' : 'refused');
          })
          .catch(() => {
            setOutcome('refused');
          });
      }}
    >
      {outcome === 'none' ? label : words[outcome]}
    </Button>
  );
}
