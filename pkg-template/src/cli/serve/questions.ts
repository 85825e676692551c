/** Pages ask what they may offer, and the core answers: it alone reads the config file. */

import { IdentityCenterError } from '../../errors.js';
import type { PageOffer } from './page_configuration.js';
import { readOffer } from './settings.js';

/** The questions that wait. */
export interface Questions {
  /** Asks. Rejects with `ERR_ABORTED` when the console is being closed. */
  ask(): Promise<PageOffer>;
  /** The number of the next question; `undefined` when there will be none any more. */
  next(): Promise<number | undefined>;
  /** Answers a question, in JSON. */
  answer(question: number, offer: string): void;
  /** Nobody answers any more. */
  end(): void;
}

interface Asked {
  resolve(offer: PageOffer): void;
  reject(error: unknown): void;
}

/** No question yet. `stop` ends it. */
export function createQuestions(stop: AbortSignal): Questions {
  const open = new Map<number, Asked>();
  const waiting: number[] = [];
  let last = 0;
  let hasEnded = false;
  let take: ((question: number | undefined) => void) | undefined;

  const end = (): void => {
    hasEnded = true;
    take?.(undefined);
    for (const { reject } of open.values()) reject(closed());
    open.clear();
  };
  if (stop.aborted) end();
  else stop.addEventListener('abort', end, { once: true });

  return {
    ask: () =>
      new Promise((resolve, reject) => {
        if (hasEnded) {
          reject(closed());
          return;
        }
        const question = (last += 1);
        open.set(question, { resolve, reject });
        if (take === undefined) waiting.push(question);
        else take(question);
      }),
    async next() {
      const question = waiting.shift();
      if (question !== undefined || hasEnded) return hasEnded ? undefined : question;
      try {
        return await new Promise((resolve) => (take = resolve));
      } finally {
        take = undefined;
      }
    },
    answer(question, offer) {
      const asked = open.get(question);
      open.delete(question);
      try {
        asked?.resolve(readOffer(offer));
      } catch (error) {
        asked?.reject(error);
      }
    },
    end() {
      stop.removeEventListener('abort', end);
      end();
    },
  };
}

function closed(): IdentityCenterError {
  return new IdentityCenterError('ERR_ABORTED', 'The web console is being closed.');
}
