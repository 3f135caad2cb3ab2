/** A barrier over shared memory, so that all threads measure at the same time. */

const arrived = 0;
const generation = 1;
const decision = 2;

export const meetingBytes = 12;

/** Looks this often before it sleeps: waking a sleeper takes longer than the others are apart as a rule. */
const looks = 2000;

export function createMeeting(
  shared: SharedArrayBuffer,
  threads: number,
  index: number,
): { meet(): void; agree(opinion: boolean): boolean } {
  const state = new Int32Array(shared);
  const meet = (): void => {
    const mine = Atomics.load(state, generation);
    if (Atomics.add(state, arrived, 1) === threads - 1) {
      Atomics.store(state, arrived, 0);
      Atomics.add(state, generation, 1);
      Atomics.notify(state, generation);
      return;
    }
    for (let look = 0; look < looks; look += 1) if (Atomics.load(state, generation) !== mine) return;
    while (Atomics.load(state, generation) === mine) Atomics.wait(state, generation, mine);
  };
  return {
    meet,
    agree(opinion) {
      if (index === 0) Atomics.store(state, decision, opinion ? 1 : 0);
      meet();
      const agreed = Atomics.load(state, decision) === 1;
      // Nobody may ask the next question before everybody has read this answer.
      meet();
      return agreed;
    },
  };
}
