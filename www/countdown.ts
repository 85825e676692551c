/** Time left, ticking: the words, and a rule that shortens. */

import { element } from './element.js';
import { clockTime } from './time_left.js';

/** How a countdown is shown. */
export interface CountdownOptions {
  readonly endsAt: Date;
  /** When the rule was whole; the moment it is made unless told. */
  readonly beganAt?: Date;
  /** From how many milliseconds before the end on it is shown as urgent. */
  readonly urgentBelow: number;
  /** Written after the time: `left`. */
  readonly words?: string;
  /** Called once when the time is up. */
  readonly onEnd?: () => void;
}

/** All countdowns share one timer, so that they tick together and none is forgotten. */
const ticking = new Set<Countdown>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Time left, ticking until it is over or the element has left the page. */
export class Countdown {
  readonly element: HTMLElement;
  readonly #options: CountdownOptions;
  readonly #beganAt: number;
  readonly #time = element('span', { class: 'time' });
  readonly #rule = element('span', { class: 'rule-left' });
  #wasShown = false;

  constructor(options: CountdownOptions) {
    this.#options = options;
    this.#beganAt = (options.beganAt ?? new Date()).getTime();
    this.element = element(
      'div',
      { class: 'countdown' },
      element('span', { class: 'rule', 'aria-hidden': 'true' }, this.#rule),
      element('span', { class: 'left', role: 'timer' }, this.#time, ` ${options.words ?? 'left'}`),
    );
    this.tick();
    start(this);
  }

  /** Shows the time that is left now. */
  tick(): void {
    const { endsAt, urgentBelow, onEnd } = this.#options;
    const left = endsAt.getTime() - Date.now();
    const whole = Math.max(1, endsAt.getTime() - this.#beganAt);
    this.#time.textContent = clockTime(left);
    this.#rule.style.inlineSize = `${Math.min(100, Math.max(0, (100 * left) / whole))}%`;
    this.element.classList.toggle('urgent', left <= urgentBelow);
    this.#wasShown ||= this.element.isConnected;
    if (left <= 0) {
      stop(this);
      onEnd?.();
    } else if (this.#wasShown && !this.element.isConnected) {
      stop(this);
    }
  }
}

function start(countdown: Countdown): void {
  ticking.add(countdown);
  timer ??= setInterval(() => {
    for (const each of [...ticking]) each.tick();
  }, 1_000);
}

function stop(countdown: Countdown): void {
  ticking.delete(countdown);
  if (ticking.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
