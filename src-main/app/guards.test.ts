import { EventEmitter } from 'node:events';
import type { Session, WebContents, WebFrameMain } from 'electron';
import { describe, expect, it } from 'vitest';
import { guardContents, guardSession, isAllowedPermission, isExternalLink, isOwnExport, isOwnMainFrame } from './guards.ts';

class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

interface Denial {
  readonly url: string;
  readonly preventDefault: () => void;
  prevented: boolean;
}

function navigation(url: string): Denial {
  const event: Denial = {
    url,
    prevented: false,
    preventDefault: () => {
      event.prevented = true;
    },
  };
  return event;
}

function guarded(): { contents: FakeContents; opened: string[]; lines: string[] } {
  const contents = new FakeContents();
  const opened: string[] = [];
  const lines: string[] = [];
  guardContents(contents as unknown as WebContents, { openExternal: (url) => opened.push(url), log: (line) => lines.push(line) });
  return { contents, opened, lines };
}

describe('guardContents', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s: only our own document', (name) => {
    const { contents, lines } = guarded();
    const own = navigation('app://hecate/index.html#/tuning');
    const foreign = navigation('https://example.org/');
    const asset = navigation('app://hecate/assets/index.js');
    for (const event of [own, foreign, asset]) contents.emit(name, event);
    expect([own.prevented, foreign.prevented, asset.prevented]).toEqual([false, true, true]);
    // The address is hostile text and says nothing that a log needs.
    expect(lines).toEqual(['navigation denied', 'navigation denied']);
  });

  it('denies every new window and opens https links outside', () => {
    const { contents, opened } = guarded();
    for (const url of ['https://docs.kernel.org/x', 'http://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://hecate/']) {
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual(['https://docs.kernel.org/x']);
  });

  it('denies webviews', () => {
    const { contents } = guarded();
    const event = navigation('');
    contents.emit('will-attach-webview', event);
    expect(event.prevented).toBe(true);
  });
});

describe('isExternalLink', () => {
  it.each(['https://www.kernel.org/doc/', 'https://github.com/a/b/issues/1'])('takes %s', (url) => {
    expect(isExternalLink(url)).toBe(true);
  });
  it.each(['http://example.org', 'https://user:word@example.org', 'smb://host/share', 'ms-settings:', 'not a url', 'file:///bin/sh'])(
    'refuses %s',
    (url) => {
      expect(isExternalLink(url)).toBe(false);
    },
  );
});

function frame(url: string, parent: WebFrameMain | null = null): WebFrameMain {
  return { url, parent } as unknown as WebFrameMain;
}

describe('isOwnMainFrame', () => {
  it('takes our page in the main frame only', () => {
    const main = frame('app://hecate/index.html');
    expect(isOwnMainFrame(main)).toBe(true);
    expect(isOwnMainFrame(frame('app://hecate/index.html', main))).toBe(false);
    expect(isOwnMainFrame(frame('https://example.org/'))).toBe(false);
    expect(isOwnMainFrame(frame('about:blank'))).toBe(false);
    expect(isOwnMainFrame(null)).toBe(false);
  });
});

describe('permissions and downloads', () => {
  it('allows our own page to copy text and nothing else', () => {
    expect(isAllowedPermission('clipboard-sanitized-write', 'app://hecate/')).toBe(true);
    expect(isAllowedPermission('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
      expect(isAllowedPermission(permission, 'app://hecate/')).toBe(false);
    }
  });

  it('allows our own export to be saved and nothing else', () => {
    expect(isOwnExport('blob:app://hecate/0b9a')).toBe(true);
    for (const url of ['blob:https://example.org/1', 'https://example.org/x.deb', 'data:text/html,x', 'app://hecate/index.html']) {
      expect(isOwnExport(url)).toBe(false);
    }
  });

  it('installs the rules on the session', () => {
    const fake = Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: (
        handler: (c: null, p: string, done: (granted: boolean) => void, d: { requestingUrl: string }) => void,
      ) => {
        handler(null, 'media', (granted) => answers.push(granted), { requestingUrl: 'app://hecate/' });
      },
      setPermissionCheckHandler: (handler: (c: null, p: string, origin: string) => boolean) => {
        answers.push(handler(null, 'geolocation', 'app://hecate/'));
      },
      setDevicePermissionHandler: (handler: () => boolean) => {
        answers.push(handler());
      },
    });
    const answers: boolean[] = [];
    const lines: string[] = [];
    guardSession(fake as unknown as Session, (line) => lines.push(line));
    const denied = navigation('');
    fake.emit('will-download', denied, { getURL: () => 'https://example.org/x' });
    const allowed = navigation('');
    fake.emit('will-download', allowed, { getURL: () => 'blob:app://hecate/1' });
    expect(answers).toEqual([false, false, false]);
    expect([denied.prevented, allowed.prevented]).toEqual([true, false]);
    expect(lines).toEqual(['download denied']);
  });
});
