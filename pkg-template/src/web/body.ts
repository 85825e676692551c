/** Reading a body whose size and pace somebody else decides. */

/** In how many chunks a body may come. */
const MAX_CHUNKS = 262_144;

/** A body that is larger than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * The whole body. What `Content-Length` says is not believed: the bytes are counted, after decompression.
 *
 * Rejects with {@link TooLarge} as soon as there are more than `limit` bytes, and with the signal's reason when that
 * aborts; the rest is not read then.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) break;
      length += value.length;
      // Chunks count too: a body of empty ones would never end, and let no timer run.
      if (length > limit || chunks.length >= MAX_CHUNKS) throw new TooLarge();
      chunks.push(value);
    }
  } catch (error) {
    // Nobody waits for this, and what it says changes nothing.
    reader.cancel().catch(() => {});
    throw error;
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** What the promise comes to, unless the signal aborts first. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
