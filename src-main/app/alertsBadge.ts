/** A dot on the tray icon: a StatusNotifierItem has no badge of its own that desktops agree on. */
import type { Alert } from '../contracts/alerts.ts';

/** Blue, green, red: the order of Electron's bitmaps on Linux. A blue, an orange and a red dot. */
const colours: Readonly<Record<Alert['severity'], readonly [number, number, number]>> = {
  info: [0xe6, 0x7e, 0x22],
  warning: [0x00, 0x9c, 0xf0],
  critical: [0x31, 0x31, 0xe0],
};

/** Parts of the icon's width. */
const radiusPart = 0.3;
/** Transparent, so that the dot stands out from the icon on any panel. */
const ringPart = 0.06;

function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** A copy of a bitmap (4 bytes a pixel, opacity multiplied in) with a dot in the lower right corner. */
export function withBadge(bitmap: Uint8Array, width: number, height: number, severity: Alert['severity']): Uint8Array {
  const painted = Uint8Array.from(bitmap);
  const radius = width * radiusPart;
  const centreX = width - radius;
  const centreY = height - radius;
  const colour = colours[severity];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const distance = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
      // Half a pixel on both sides makes the edge smooth.
      const dot = clamped(radius - distance + 0.5);
      const hidden = clamped(radius + width * ringPart - distance + 0.5);
      if (hidden === 0) continue;
      const at = (y * width + x) * 4;
      for (let channel = 0; channel < 4; channel += 1) {
        const below = (painted[at + channel] ?? 0) * (1 - hidden);
        const ofDot = channel === 3 ? 255 : (colour[channel] ?? 0);
        painted[at + channel] = Math.round(below + dot * ofDot);
      }
    }
  }
  return painted;
}
