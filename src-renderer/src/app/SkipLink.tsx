import type { ReactElement } from 'react';
import styles from './Frame.module.css';

/** A button and not a link to #content: the fragment belongs to the router. */
export function SkipLink(): ReactElement {
  return (
    <button
      type="button"
      className={styles['skip']}
      onClick={() => {
        document.getElementById('content')?.focus();
      }}
    >
      Skip to the page
    </button>
  );
}
