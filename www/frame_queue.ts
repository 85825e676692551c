/** Work in small pieces between the frames, so that typing and scrolling never wait for it. */

/** How long one piece of work may take, in milliseconds: half a frame at 60 frames a second. */
const BUDGET = 8;

/** Does tasks in the order in which they come, a few in each frame; then calls `after`, once for each frame. */
export class FrameQueue {
  readonly #after: () => void;
  readonly #tasks: (() => void)[] = [];
  #next = 0;
  #scheduled = false;
  #stopped = false;

  constructor(after: () => void) {
    this.#after = after;
  }

  /** Adds a task behind the others. */
  push(task: () => void): void {
    this.#tasks.push(task);
    this.#schedule();
  }

  /** Drops what is waiting, and all that comes. */
  stop(): void {
    this.#stopped = true;
    this.#tasks.length = 0;
    this.#next = 0;
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    // A hidden page draws no frames, but its list should be whole when it is shown.
    if (document.hidden) setTimeout(() => this.#work(), 16);
    else requestAnimationFrame(() => this.#work());
  }

  #work(): void {
    this.#scheduled = false;
    const until = performance.now() + BUDGET;
    while (this.#next < this.#tasks.length) {
      const task = this.#tasks[this.#next];
      this.#next += 1;
      task?.();
      if (performance.now() >= until) break;
    }
    if (!this.#stopped) this.#after();
    if (this.#next < this.#tasks.length) {
      this.#schedule();
    } else {
      this.#tasks.length = 0;
      this.#next = 0;
    }
  }
}
