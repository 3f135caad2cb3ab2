/** What has been measured in the step that is going on, for every series: count, sum, least and most, in double precision. */

export type TotalVisitor = (slot: number, count: number, min: number, mean: number, max: number) => void;

export class Accumulator {
  #counts = new Uint32Array();
  #sums = new Float64Array();
  #least = new Float64Array();
  #most = new Float64Array();

  add(slot: number, count: number, min: number, mean: number, max: number): void {
    if (slot >= this.#counts.length) this.#grow(slot + 1);
    const before = this.#counts[slot] ?? 0;
    this.#counts[slot] = before + count;
    this.#sums[slot] = (before === 0 ? 0 : (this.#sums[slot] ?? 0)) + mean * count;
    this.#least[slot] = before === 0 ? min : Math.min(this.#least[slot] ?? min, min);
    this.#most[slot] = before === 0 ? max : Math.max(this.#most[slot] ?? max, max);
  }

  /** One sample. Apart from `add`, because it runs for each figure of each second, and each number that it makes on the way is garbage. */
  addSample(slot: number, value: number): void {
    if (slot >= this.#counts.length) this.#grow(slot + 1);
    const before = this.#counts[slot] ?? 0;
    this.#counts[slot] = before + 1;
    if (before === 0) {
      this.#sums[slot] = value;
      this.#least[slot] = value;
      this.#most[slot] = value;
      return;
    }
    this.#sums[slot] = (this.#sums[slot] ?? 0) + value;
    if (value < (this.#least[slot] ?? value)) this.#least[slot] = value;
    else if (value > (this.#most[slot] ?? value)) this.#most[slot] = value;
  }

  visit(visitor: TotalVisitor): void {
    for (let slot = 0; slot < this.#counts.length; slot += 1) this.visitSlot(slot, visitor);
  }

  visitSlot(slot: number, visitor: TotalVisitor): void {
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return;
    const min = this.#least[slot] ?? 0;
    const max = this.#most[slot] ?? 0;
    // The sum of many equal figures, divided, may come out a last digit beside them.
    visitor(slot, count, min, Math.min(max, Math.max(min, (this.#sums[slot] ?? 0) / count)), max);
  }

  get isEmpty(): boolean {
    return this.#counts.every((count) => count === 0);
  }

  reset(): void {
    this.#counts.fill(0);
  }

  forget(slot: number): void {
    if (slot < this.#counts.length) this.#counts[slot] = 0;
  }

  #grow(slots: number): void {
    const room = Math.max(slots, Math.ceil(this.#counts.length * 1.25), 64);
    const [counts, sums, least, most] = [this.#counts, this.#sums, this.#least, this.#most];
    this.#counts = new Uint32Array(room);
    this.#sums = new Float64Array(room);
    this.#least = new Float64Array(room);
    this.#most = new Float64Array(room);
    this.#counts.set(counts);
    this.#sums.set(sums);
    this.#least.set(least);
    this.#most.set(most);
  }
}
