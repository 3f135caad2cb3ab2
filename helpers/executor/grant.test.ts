import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { riskClass } from '../../src-main/contracts/operations.ts';
import { classGrant, effectiveUid, polkitAction, polkitGrant, rootGrant, startTime } from './grant.ts';

describe('grants', () => {
  it('refuse what is above the class that polkit authorised', async () => {
    const grant = classGrant(1000, 'persistent');
    await expect(grant.authorise('reversible')).resolves.toBeUndefined();
    await expect(grant.authorise('persistent')).resolves.toBeUndefined();
    await expect(grant.authorise('boot')).rejects.toMatchObject({
      code: 'privilege.denied',
      details: { actionId: 'org.hecateos.control-center.boot' },
    });
    await expect(rootGrant(0).authorise('irreversible')).resolves.toBeUndefined();
  });

  it('read the start time behind a hostile process name', () => {
    const fields = Array.from({ length: 50 }, (_value, index) => String(index + 3));
    expect(startTime(`12 (a) b) ${fields.join(' ')}`)).toBe('22');
    expect(startTime('nonsense')).toBeUndefined();
    expect(startTime(readFileSync('/proc/self/stat', 'latin1'))).toMatch(/^\d+$/);
  });

  it('refuse a process that has ended', async () => {
    await expect(polkitGrant({ pid: 4_194_303, uid: 1000 }).authorise('reversible')).rejects.toMatchObject({ code: 'privilege.denied' });
  });

  it('refuse a process of another user than the one that connected', async () => {
    expect(effectiveUid('Name:\tx\nUid:\t1000\t1001\t1002\t1003\n')).toBe(1001);
    expect(effectiveUid(readFileSync('/proc/self/status', 'latin1'))).toBe(process.geteuid?.());
    const caller = { pid: process.pid, uid: (process.geteuid?.() ?? 0) + 1 };
    await expect(polkitGrant(caller).authorise('reversible')).rejects.toThrow('the process that asks has ended');
  });

  it('have an action for every class in the policy file, tied to the first argument', () => {
    const policy = readFileSync(path.resolve(import.meta.dirname, '../../resources/polkit/org.hecateos.control-center.policy'), 'utf8');
    for (const risk of riskClass.options) {
      const action = new RegExp(`<action id="${polkitAction(risk).replaceAll('.', '\\.')}">[\\s\\S]*?</action>`).exec(policy)?.[0];
      expect(action).toContain(`exec.argv1">--class=${risk}<`);
      // Only what a restart takes back may need no password.
      expect(action?.includes('<allow_active>yes<')).toBe(risk === 'reversible');
      expect(action).not.toMatch(/allow_(any|inactive)>yes/);
    }
  });
});
