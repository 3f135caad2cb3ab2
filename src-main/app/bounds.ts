/** Where the window was, so that it comes back there, but never outside of every screen. */

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlace {
  /** undefined lets the window manager place it. */
  readonly position: { readonly x: number; readonly y: number } | undefined;
  readonly width: number;
  readonly height: number;
}

export const smallestWindow = { width: 900, height: 600 };
const firstWindow = { width: 1280, height: 800 };
/** As much of the title bar as a hand needs to drag the window back, pixels. */
const grip = 80;

/** First start: 1280×800, less on a smaller screen. Later: as it was, if a part that can be dragged is on a screen. */
export function placeWindow(remembered: Rectangle | undefined, workAreas: readonly Rectangle[]): WindowPlace {
  const [primary] = workAreas;
  if (remembered === undefined) {
    return {
      position: undefined,
      width: Math.max(smallestWindow.width, Math.min(firstWindow.width, primary?.width ?? firstWindow.width)),
      height: Math.max(smallestWindow.height, Math.min(firstWindow.height, primary?.height ?? firstWindow.height)),
    };
  }
  const reachable = workAreas.some(
    (area) =>
      remembered.x + remembered.width >= area.x + grip &&
      remembered.x <= area.x + area.width - grip &&
      remembered.y >= area.y &&
      remembered.y <= area.y + area.height - grip,
  );
  return {
    position: reachable ? { x: remembered.x, y: remembered.y } : undefined,
    width: Math.max(smallestWindow.width, remembered.width),
    height: Math.max(smallestWindow.height, remembered.height),
  };
}
