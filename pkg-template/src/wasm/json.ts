// Structured values across the boundary: JSON text both ways.

import type { Json } from './core_glue.js';

/** The text for the core. */
export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T>;
}

/** What the core's text says; the core wrote it by the type. */
export function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T;
}
