/** What a key does in the process table. Pure. */

export type GridMove =
  | { readonly kind: 'select'; readonly place: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'expand' }
  | { readonly kind: 'collapse' }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'clear' };

export interface GridSituation {
  /** -1 when nothing is selected. */
  readonly place: number;
  readonly count: number;
  /** Whole rows that fit into the window. */
  readonly page: number;
  readonly tree: boolean;
}

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export function gridMove(pressed: PressedKey, { place, count, page, tree }: GridSituation): GridMove | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  const select = (wanted: number): GridMove | null =>
    count === 0 ? null : { kind: 'select', place: Math.max(0, Math.min(count - 1, wanted)) };
  switch (pressed.key) {
    case 'ArrowDown':
      return select(place + 1);
    case 'ArrowUp':
      return select(place === -1 ? count - 1 : place - 1);
    case 'PageDown':
      return select(place + page);
    case 'PageUp':
      return select(place - page);
    case 'Home':
      return select(0);
    case 'End':
      return select(count - 1);
    case 'Enter':
      return place === -1 ? null : { kind: 'open' };
    case 'ArrowRight':
      return tree && place !== -1 ? { kind: 'expand' } : null;
    case 'ArrowLeft':
      return tree && place !== -1 ? { kind: 'collapse' } : null;
    case 'Escape':
      return { kind: 'clear' };
    default:
      return pressed.key.length === 1 && pressed.key !== ' ' ? { kind: 'type', text: pressed.key } : null;
  }
}
