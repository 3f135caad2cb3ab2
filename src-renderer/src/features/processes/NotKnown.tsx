import { VisuallyHidden } from '@mantine/core';
import type { ReactElement } from 'react';

/** A missing figure in a narrow cell; the reason is for the pointer (title of the cell) and for screen readers. */
export function NotKnown({ why }: { readonly why: string }): ReactElement {
  return (
    <>
      <span aria-hidden title={why}>
        ?
      </span>
      <VisuallyHidden component="span">not known: {why}</VisuallyHidden>
    </>
  );
}
