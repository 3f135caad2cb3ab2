/**
 * /proc/PID/stat (proc_pid_stat(5)) from its bytes, without making strings. The
 * name stands in parentheses and may hold anything, `) R 1` included, so that
 * only the last closing parenthesis ends it: behind it are numbers.
 */

const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** include/linux/sched.h */
const PF_KTHREAD = 0x0020_0000;

/** One record that is filled again for each process. */
export class StatLine {
  pid = 0;
  /** Where the name is in the bytes that were read. */
  nameStart = 0;
  nameEnd = 0;
  /** As a character code. */
  state = 0;
  parentPid = 0;
  isKernelThread = false;
  userTicks = 0;
  systemTicks = 0;
  nice = 0;
  threads = 0;
  startTicks = 0;
  virtualBytes = 0;
  residentPages = 0;

  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #at = 0;

  /** False, with fields of no meaning, when this is no such line. */
  read(bytes: Buffer, length: number): boolean {
    this.#bytes = bytes;
    this.#end = length;
    this.#at = 0;
    this.pid = this.#number();
    const close = length === 0 ? -1 : bytes.lastIndexOf(CLOSE, length - 1);
    if (Number.isNaN(this.pid) || bytes[this.#at + 1] !== OPEN || close <= this.#at + 1) return false;
    this.nameStart = this.#at + 2;
    this.nameEnd = close;
    this.state = bytes[close + 2] ?? 0;
    this.#at = close + 3;
    this.parentPid = this.#number();
    this.#skip(4); // group, session, terminal, its group
    // The number is unsigned and uses its upper bits.
    this.isKernelThread = (this.#number() & PF_KTHREAD) !== 0;
    this.#skip(4); // faults
    this.userTicks = this.#number();
    this.systemTicks = this.#number();
    this.#skip(3); // of its children, priority
    this.nice = this.#number();
    this.threads = this.#number();
    this.#skip(1);
    this.startTicks = this.#number();
    this.virtualBytes = this.#number();
    this.residentPages = this.#number();
    return isLetter(this.state) && !Number.isNaN(this.residentPages);
  }

  #skip(count: number): void {
    for (let index = 0; index < count; index += 1) this.#number();
  }

  /** The next number of the line; NaN, for this one and all that follow, when there is something else. */
  #number(): number {
    const bytes = this.#bytes;
    while (this.#at < this.#end && bytes[this.#at] === SPACE) this.#at += 1;
    const negative = this.#at < this.#end && bytes[this.#at] === MINUS;
    if (negative) this.#at += 1;
    const start = this.#at;
    let value = 0;
    while (this.#at < this.#end) {
      const byte = bytes[this.#at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
      this.#at += 1;
    }
    if (this.#at === start) return Number.NaN;
    return negative ? -value : value;
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
