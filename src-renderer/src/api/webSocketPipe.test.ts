import { describe, expect, it } from 'vitest';
import { closeReason, rpcUrl, takeToken, tokenIn } from './webSocketPipe.ts';

const token = 'A6HOnDJBcR9gtJxSp--swi39g6DofkGFOdxRMn79DIU';

function fakePage(hash: string, stored: Record<string, string> = {}) {
  const replaced: string[] = [];
  const page = {
    location: { hash, pathname: '/', search: '' },
    history: { replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url) },
    sessionStorage: {
      getItem: (key: string) => stored[key] ?? null,
      setItem: (key: string, value: string) => {
        stored[key] = value;
      },
    },
  } as unknown as Window;
  return { page, replaced, stored };
}

describe('takeToken', () => {
  it('moves the token from the address bar to the session', () => {
    const { page, replaced, stored } = fakePage(`#token=${token}`);
    expect(takeToken(page)).toBe(token);
    expect(replaced).toEqual(['/#/']);
    expect(Object.values(stored)).toEqual([token]);
  });

  it('finds the token again after a reload, and leaves the address of a page alone', () => {
    const { page, replaced } = fakePage('#/tuning', { 'hecate.token': token });
    expect(takeToken(page)).toBe(token);
    expect(replaced).toEqual([]);
  });

  it('does not store what cannot be a token, but removes it from the address bar', () => {
    const { page, replaced, stored } = fakePage('#token=%3Cscript%3E');
    expect(takeToken(page)).toBeNull();
    expect(replaced).toEqual(['/#/']);
    expect(stored).toEqual({});
  });
});

describe('tokenIn', () => {
  it('finds the token in what a person pastes, a link or the token itself', () => {
    expect(tokenIn(`  ${token}\n`)).toBe(token);
    expect(tokenIn(`https://192.168.1.5:9313/#token=${token}`)).toBe(token);
    expect(tokenIn(`http://x/#/monitor?a=1&token=${token}&b=2`)).toBe(token);
  });

  it('finds none in anything else', () => {
    expect(tokenIn('')).toBeNull();
    expect(tokenIn('http://127.0.0.1:9313/')).toBeNull();
    expect(tokenIn('#token=<script>')).toBeNull();
  });
});

describe('rpcUrl', () => {
  it('stays on the page’s own origin and never goes from https to plain text', () => {
    expect(rpcUrl({ protocol: 'http:', host: '127.0.0.1:9313' })).toBe('ws://127.0.0.1:9313/rpc');
    expect(rpcUrl({ protocol: 'https:', host: 'host' })).toBe('wss://host/rpc');
  });
});

describe('closeReason', () => {
  it('prefers the server’s own words', () => {
    expect(closeReason(1008, 'wrong token')).toBe('wrong token');
    expect(closeReason(1001, '')).toBe('The server is stopping.');
    expect(closeReason(1006, '')).toBe('The connection to the server was lost.');
  });
});
