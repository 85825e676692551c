/** How a fault is carried out. */

import type { Answer } from './exchange.js';
import type { FaultAnswer } from './faults.js';
import type { Settings } from './options.js';
import { Refusal, type Service } from './refusal.js';
import { refuse, respond } from './response.js';

/** What {@link misbehave} needs to know. */
export interface Occasion {
  readonly request: Request;
  readonly requestId: string;
  readonly service: Service;
  readonly settings: Settings;
  readonly note: (status: number, error: string | undefined) => void;
  readonly truthfully: () => Promise<Response>;
}

/** Answers as the fault says. */
export async function misbehave(fault: FaultAnswer, occasion: Occasion): Promise<Response> {
  const { request, requestId, service, settings, note } = occasion;
  const write = (answer: Answer, error?: string): Response => {
    note(answer.status, error);
    return respond(settings, service, requestId, answer);
  };
  switch (fault.kind) {
    case 'refuse': {
      const details = {
        ...(fault.status === undefined ? {} : { status: fault.status }),
        ...(fault.retryAfter === undefined ? {} : { retryAfter: fault.retryAfter }),
      };
      const refusal = new Refusal(fault.code, fault.message ?? 'Injected by a fault', details);
      return write(refuse(service, refusal, requestId), fault.code);
    }
    case 'answer':
      return write({ status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' });
    case 'html':
      return write({
        status: fault.status ?? 400,
        headers: { 'Content-Type': 'text/html;charset=utf-8' },
        body: HTML_ERROR,
      });
    case 'truncate': {
      const whole = await occasion.truthfully();
      const bytes = new Uint8Array(await whole.arrayBuffer());
      const headers = new Headers(whole.headers);
      headers.set('Content-Length', String(bytes.length));
      return new Response(bytes.subarray(0, bytes.length >> 1), { status: whole.status, headers });
    }
    case 'flood':
      note(200, undefined);
      return new Response(flood(fault.bytes), { headers: { 'Content-Type': 'application/json' } });
    case 'hang':
      note(0, undefined);
      return await hang(request.signal);
    case 'reset':
      note(0, undefined);
      throw new ConnectionReset();
    case 'call': {
      const response = await fault.respond(request);
      note(response.status, undefined);
      return response;
    }
  }
}

/** How the connection should end instead of carrying an answer; `listen` acts on it. */
export class ConnectionReset extends TypeError {
  override readonly name = 'ConnectionReset';

  constructor() {
    super('The sandbox reset the connection.');
  }
}

/** Never resolves; rejects when the caller gives up. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(signal.reason instanceof Error ? signal.reason : new ConnectionReset());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** A page as a load balancer writes it. */
const HTML_ERROR =
  '<!doctype html><html lang="en"><head><title>HTTP Status 400 – Bad Request</title></head>' +
  '<body><h1>HTTP Status 400 – Bad Request</h1></body></html>';

/** So many bytes that begin like JSON and never end like it, made as they are read. */
function flood(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(65_536).fill(0x61);
  let left = bytes;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"a":"'));
    },
    pull(controller) {
      if (left <= 0) {
        controller.close();
        return;
      }
      controller.enqueue(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
    },
  });
}
