import type { ReactElement } from 'react';
import type { Figure } from '../lib/format.ts';
import styles from './FigureText.module.css';

/** A figure with its unit set smaller; both are read as one. */
export function FigureText({ figure, size = 'md' }: { readonly figure: Figure; readonly size?: 'md' | 'lg' }): ReactElement {
  return (
    <span className={`${styles['figure'] ?? ''} ${size === 'lg' ? (styles['large'] ?? '') : ''}`}>
      {figure.number}
      <span className={styles['unit']}>{figure.unit === '%' ? '%' : `\u00a0${figure.unit}`}</span>
    </span>
  );
}
