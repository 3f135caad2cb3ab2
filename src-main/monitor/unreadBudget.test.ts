import { describe, expect, it } from 'vitest';
import { createUnreadBudget, type UnreadSocket } from './unreadBudget.ts';

class FakeSocket implements UnreadSocket {
  writableLength: number;
  destroyed = false;

  constructor(writableLength: number) {
    this.writableLength = writableLength;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

describe('what all clients have not read', () => {
  it('is left alone while it is not too much', () => {
    const budget = createUnreadBudget(100);
    const sockets = [new FakeSocket(60), new FakeSocket(40)];
    for (const socket of sockets) budget.join(socket);
    budget.settle();
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  });

  it('costs those their connection who have most, and as few as it takes', () => {
    const budget = createUnreadBudget(100);
    const sockets = [new FakeSocket(30), new FakeSocket(90), new FakeSocket(5), new FakeSocket(80)];
    for (const socket of sockets) budget.join(socket);
    budget.settle();
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, true, false, true]);
    budget.settle();
    expect(sockets.filter(({ destroyed }) => destroyed)).toHaveLength(2);
  });

  it('is not counted of who has gone', () => {
    const budget = createUnreadBudget(100);
    const [gone, here] = [new FakeSocket(90), new FakeSocket(90)];
    const leave = budget.join(gone);
    budget.join(here);
    leave();
    budget.settle();
    expect([gone, here].map(({ destroyed }) => destroyed)).toEqual([false, false]);
  });
});
