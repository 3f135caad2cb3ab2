/** What a page may never do, whatever gets into it: the Electron security guide's checklist, items 5 and 12 to 17. */
import type { Event, Session, WebContents, WebFrameMain } from 'electron';
import { isOwnPage } from './pages.ts';

/** Evidence links lead to public documentation: https with a host, and nothing that could start a program. */
export function isExternalLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && host !== '' && username === '' && password === '';
}

/** The pipe is for the main frame of our own page: not for frames inside it, not for a page that took its place. */
export function isOwnMainFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}

export interface GuardOptions {
  readonly openExternal: (url: string) => void;
  readonly log: (line: string) => void;
}

/** The window has one document; its pages are fragments of it. Anything else of our own origin would be a dead end. */
function isOwnDocument(url: string): boolean {
  return isOwnPage(url) && new URL(url).pathname === '/index.html';
}

/** Denies navigation, new windows and webviews; an https link opens in the user's browser. */
export function guardContents(contents: WebContents, { openExternal, log }: GuardOptions): void {
  const deny = (event: Event, url: string): void => {
    if (isOwnDocument(url)) return;
    event.preventDefault();
    log('navigation denied');
  };
  contents.on('will-navigate', (event) => {
    deny(event, event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    deny(event, event.url);
  });
  contents.on('will-redirect', (event) => {
    deny(event, event.url);
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log('webview denied');
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) openExternal(url);
    else log('new window denied');
    return { action: 'deny' };
  });
}

/** Copying text is the only permission that the window uses. */
export function isAllowedPermission(permission: string, requestingUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnPage(requestingUrl);
}

/** A blob that our own page made: its export. */
export function isOwnExport(url: string): boolean {
  return url.startsWith('blob:') && isOwnPage(url.slice('blob:'.length));
}

export function guardSession(session: Session, log: (line: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isAllowedPermission(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowedPermission(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (isOwnExport(item.getURL())) return;
    event.preventDefault();
    log('download denied');
  });
}
