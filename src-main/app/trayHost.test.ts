import { describe, expect, it } from 'vitest';
import { hasTrayHost } from './trayHost.ts';

function missing(): Promise<string> {
  return Promise.reject(Object.assign(new Error('spawn'), { code: 'ENOENT' }));
}

describe('hasTrayHost', () => {
  it('believes the first tool that exists', async () => {
    const asked: string[] = [];
    const answer = await hasTrayHost((file) => {
      asked.push(file);
      return file === 'gdbus' ? missing() : Promise.resolve('b true\n');
    });
    expect(answer).toBe(true);
    expect(asked).toEqual(['gdbus', 'busctl']);
  });

  it('says no when the name has no owner, the bus is not there, or no tool is', async () => {
    expect(await hasTrayHost(() => Promise.resolve('(false,)\n'))).toBe(false);
    expect(await hasTrayHost(() => Promise.reject(new Error('no bus')))).toBe(false);
    expect(await hasTrayHost(missing)).toBe(false);
  });
});
