/** The tray icon: a StatusNotifierItem on a desktop that shows them. */
import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, Tray } from 'electron';
import type { Alert } from '../contracts/alerts.ts';
import { withBadge } from './alertsBadge.ts';
import { type TrayCommand, type TrayFacts, type TrayItem, trayItems, trayTooltip } from './trayModel.ts';

function menuItem(item: TrayItem, run: (command: TrayCommand) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      return { label: item.label, enabled: false };
    case 'action':
      return {
        label: item.label,
        enabled: item.enabled,
        click: () => {
          run(item.command);
        },
      };
    case 'choices':
      return {
        label: item.label,
        enabled: item.choices.length > 0,
        submenu: item.choices.map(({ label, chosen, command }) => ({
          label,
          type: 'radio' as const,
          checked: chosen,
          click: () => {
            run(command);
          },
        })),
      };
  }
}

export interface ProductTray {
  show(facts: TrayFacts): void;
  /** What the menu holds now, for the end-to-end tests: the desktop draws the menu itself. */
  items(): readonly TrayItem[];
  destroy(): void;
}

function badged(icon: NativeImage, severity: Alert['severity']): NativeImage {
  const { width, height } = icon.getSize();
  const painted = withBadge(icon.toBitmap(), width, height, severity);
  return nativeImage.createFromBitmap(Buffer.from(painted), { width, height });
}

export function createTray(iconFile: string, title: string, run: (command: TrayCommand) => void): ProductTray {
  const icon = nativeImage.createFromPath(iconFile);
  const tray = new Tray(icon);
  let items: readonly TrayItem[] = [];
  let badge: Alert['severity'] | undefined;

  function showAlerts(facts: TrayFacts): void {
    tray.setToolTip(trayTooltip(title, facts));
    const worst = facts.alerts?.worst;
    if (worst === badge) return;
    badge = worst;
    tray.setImage(worst === undefined ? icon : badged(icon, worst));
  }

  tray.setToolTip(title);
  tray.on('click', () => {
    run({ kind: 'open' });
  });
  return {
    show: (facts) => {
      items = trayItems(facts);
      showAlerts(facts);
      // On Linux a menu must be set anew for a change to be seen (Electron, Tray).
      tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => menuItem(item, run))));
    },
    items: () => items,
    destroy: () => {
      tray.destroy();
    },
  };
}
