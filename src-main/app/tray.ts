/** The tray icon: a StatusNotifierItem on a desktop that shows them. */
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { type TrayCommand, type TrayFacts, type TrayItem, trayItems } from './trayModel.ts';

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

export function createTray(icon: string, title: string, run: (command: TrayCommand) => void): ProductTray {
  const tray = new Tray(nativeImage.createFromPath(icon));
  let items: readonly TrayItem[] = [];
  tray.setToolTip(title);
  tray.on('click', () => {
    run({ kind: 'open' });
  });
  return {
    show: (facts) => {
      items = trayItems(facts);
      // On Linux a menu must be set anew for a change to be seen (Electron, Tray).
      tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => menuItem(item, run))));
    },
    items: () => items,
    destroy: () => {
      tray.destroy();
    },
  };
}
