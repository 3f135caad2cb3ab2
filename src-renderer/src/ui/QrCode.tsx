import { type ReactElement, useMemo } from 'react';
import { encode } from 'uqr';
import styles from './QrCode.module.css';

/** Modules of white around the code; ISO/IEC 18004 asks for four. */
const quietZone = 4;

/** One path for all dark modules: a rectangle of one by one each. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join('');
}

export interface QrCodeProps {
  readonly text: string;
  /** What it leads to, for people who do not see it. */
  readonly label: string;
}

/** A QR code, black on white in light and dark alike, because cameras expect that. */
export function QrCode({ text, label }: QrCodeProps): ReactElement {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: quietZone, ecc: 'M' });
    return { size: code.size, path: qrPath(code.data) };
  }, [text]);
  return (
    <svg
      className={styles['code']}
      viewBox={`0 0 ${String(size)} ${String(size)}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
