/** The few shapes that charts are made of, as SVG text. Places are rounded, so that files stay small. */
import { htmlText } from '../escape.ts';

export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function line(className: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${className}" x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}"/>`;
}

export function dot(className: string, x: number, y: number, radius: number): string {
  return `<circle class="${className}" cx="${place(x)}" cy="${place(y)}" r="${place(radius)}"/>`;
}

export function box(className: string, x: number, y: number, width: number, height: number): string {
  return `<rect class="${className}" x="${place(x)}" y="${place(y)}" width="${place(Math.max(0, width))}" height="${place(height)}"/>`;
}

export type Anchor = 'start' | 'middle' | 'end';

export function label(x: number, y: number, text: string, anchor: Anchor = 'start', className = ''): string {
  return `<text x="${place(x)}" y="${place(y)}" text-anchor="${anchor}"${className === '' ? '' : ` class="${className}"`}>${htmlText(text)}</text>`;
}

export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${htmlText(title)}">${parts.join('')}</svg>`;
}
