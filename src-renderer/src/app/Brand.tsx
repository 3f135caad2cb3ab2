import type { ReactElement } from 'react';
import mark from '../ui/mark.svg';
import styles from './Frame.module.css';

/** Three ways that meet, and a ring: choose one, and come back. */
export function Brand(): ReactElement {
  return (
    <div className={styles['brand']}>
      <img src={mark} alt="" className={styles['brandMark']} />
      <span className={styles['brandText']}>
        <span className={styles['brandName']}>HecateOS</span>
        <span className={styles['brandSub']}>Control Center</span>
      </span>
    </div>
  );
}
