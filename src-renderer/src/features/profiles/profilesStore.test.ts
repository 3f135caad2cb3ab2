import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileId } from '../../../../src-main/contracts/profiles.ts';
import { profileIdFrom } from './profilesStore.ts';

describe('profileIdFrom', () => {
  it.each([
    ['My AI Flagship', 'my-ai-flagship'],
    ['  Grün & laut!  ', 'gru-n-laut'],
    ['…', 'profile'],
  ])('%s becomes %s', (title, id) => {
    expect(profileIdFrom(title, [])).toBe(id);
  });

  it('is always a valid id that is not taken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 0, max: 3 }), (title, others) => {
        const taken: string[] = [];
        for (let index = 0; index < others; index += 1) taken.push(profileIdFrom(title, taken));
        const id = profileIdFrom(title, taken);
        expect(profileId.safeParse(id).success).toBe(true);
        expect(taken).not.toContain(id);
      }),
    );
  });
});
