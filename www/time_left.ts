/** How long something still lasts, in words. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time left as a clock shows it: `59:07`, `7:59:07`, `3 days`. `0:00` when it is over. */
export function clockTime(milliseconds: number): string {
  const left = Math.max(0, Math.ceil(milliseconds / SECOND)) * SECOND;
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} days`;
  const hours = Math.floor(left / HOUR);
  const minutes = Math.floor((left % HOUR) / MINUTE);
  const seconds = Math.floor((left % MINUTE) / SECOND);
  const tail = `${pad(seconds)}`;
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/** The time left in round words, for a sentence: `59 minutes`, `1 hour 5 minutes`, `less than a minute`. */
export function wordyTime(milliseconds: number): string {
  if (milliseconds < MINUTE) return 'less than a minute';
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} days`;
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const parts = [count(hours, 'hour'), count(minutes, 'minute')].filter((part) => part !== '');
  return parts.join(' ');
}

/** The time left where there is little room: `3 min`, `7 h 59 min`, `3 days`. */
export function shortTime(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} days`;
  const minutes = Math.max(1, Math.floor(milliseconds / MINUTE));
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** A time of day in the person's own way of writing it, with the date when it is not that of `now`. */
export function timeOfDay(time: Date, now: Date): string {
  const sameDay = time.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(undefined, {
    ...(sameDay ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);
}

/** A number with the word for what is counted: `1 role`, `1,982 roles`. */
export function counted(amount: number, word: string): string {
  return `${new Intl.NumberFormat('en').format(amount)} ${amount === 1 ? word : `${word}s`}`;
}

function count(amount: number, word: string): string {
  return amount === 0 ? '' : counted(amount, word);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
