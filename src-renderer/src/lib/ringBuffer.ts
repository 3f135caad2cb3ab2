/** The newest `capacity` items, oldest first. Lives outside React: pushing is O(1) and renders nothing. */
export interface RingBuffer<T> {
  push(item: T): void;
  clear(): void;
  /** A copy, oldest first. */
  items(): readonly T[];
  readonly size: number;
}

export function createRingBuffer<T>(capacity: number): RingBuffer<T> {
  let slots: T[] = [];
  let next = 0;
  return {
    push: (item) => {
      if (slots.length < capacity) slots.push(item);
      else slots[next] = item;
      next = (next + 1) % capacity;
    },
    clear: () => {
      slots = [];
      next = 0;
    },
    items: () => (slots.length < capacity ? slots.slice() : [...slots.slice(next), ...slots.slice(0, next)]),
    get size() {
      return slots.length;
    },
  };
}
