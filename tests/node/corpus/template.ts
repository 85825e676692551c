// Text with places to fill in: times relative to now, ports, and what only the run itself can tell.

import { createHash } from 'node:crypto';

/** How far a time in a result may be from the one that is meant, in milliseconds. */
const SLACK = 2000;

/** What the places stand for in one run. */
export interface Facts {
  /** The true time at the start and at the end of the run, in epoch milliseconds. */
  start: number;
  end: number;
  /** Words by name: `port`, `state` and so on. */
  readonly words: Map<string, string>;
  /** The text behind the name of a cache file, by the name that cases use. */
  readonly hashed: Readonly<Record<string, string>>;
  /** Texts that several cases have, with places of their own. */
  readonly texts: Readonly<Record<string, string>>;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'anything' }
  | { readonly kind: 'time'; readonly form: Form; readonly offset: number };

interface Form {
  readonly length: number;
  write(milliseconds: number): string;
  read(text: string): number;
}

const FORMS: Readonly<Record<string, Form>> = {
  now: {
    length: 20,
    write: (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z'),
    read: (text) => (/^[\dT:-]+Z$/.test(text) ? Date.parse(text) : NaN),
  },
  isoformat: {
    length: 25,
    write: (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+00:00'),
    read: (text) => (/^[\dT:-]+\+00:00$/.test(text) ? Date.parse(text) : NaN),
  },
  basic: {
    length: 16,
    write: (milliseconds) => new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, ''),
    read: (text) =>
      Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')),
  },
  epoch: {
    length: 10,
    write: (milliseconds) => String(Math.floor(milliseconds / 1000)),
    read: (text) => (/^\d+$/.test(text) ? Number(text) * 1000 : NaN),
  },
  millis: {
    length: 13,
    write: (milliseconds) => String(milliseconds),
    read: (text) => (/^\d+$/.test(text) ? Number(text) : NaN),
  },
};

/** The text, filled in. */
export function fill(text: string, facts: Facts): string {
  return parse(text, facts)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'anything') throw new Error('{any} cannot be filled in.');
      return part.form.write(facts.start + part.offset);
    })
    .join('');
}

/** Whether `actual` is what `expected` describes. */
export function fits(expected: string, actual: string, facts: Facts): boolean {
  return matches(parse(expected, facts), actual, facts);
}

/** The text of a JSON value, where a time that is a number, and anything at all, stand in quotes in the case. */
export function unquoted(json: string): string {
  return json.replace(/"(\{(?:any|(?:epoch|millis)[+-]?\d*)\})"/g, '$1');
}

function parse(text: string, facts: Facts): readonly Part[] {
  return text
    .replace(/\{text:([^{}]+)\}/g, (_, name: string) => textNamed(name, facts))
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => partOf(piece, facts) ?? { kind: 'text', text: piece });
}

function textNamed(name: string, { texts }: Facts): string {
  const text = texts[name];
  if (text === undefined) throw new Error(`texts.json does not have ${name}`);
  return text;
}

function partOf(piece: string, facts: Facts): Part | undefined {
  const { words, hashed } = facts;
  const inner = /^\{(.*)\}$/s.exec(piece)?.[1];
  if (inner === undefined) return undefined;
  if (inner === 'any') return { kind: 'anything' };
  if (inner.startsWith('sha1:')) {
    const text = hashed[inner.slice('sha1:'.length)];
    if (text === undefined) throw new Error(`names.json does not have ${inner}`);
    return { kind: 'text', text: createHash('sha1').update(fill(text, facts)).digest('hex') };
  }
  const word = words.get(inner);
  if (word !== undefined) return { kind: 'text', text: word };
  const [, name = '', offset = ''] = /^([a-z]+)([+-]\d+)?$/.exec(inner) ?? [];
  const form = FORMS[name];
  return form && { kind: 'time', form, offset: Number(offset) * 1000 };
}

function matches([part, ...rest]: readonly Part[], text: string, facts: Facts): boolean {
  if (part === undefined) return text === '';
  switch (part.kind) {
    case 'text':
      return text.startsWith(part.text) && matches(rest, text.slice(part.text.length), facts);
    case 'anything':
      for (let index = 0; index <= text.length; index += 1) {
        if (matches(rest, text.slice(index), facts)) return true;
      }
      return false;
    case 'time': {
      const meant = part.form.read(text.slice(0, part.form.length)) - part.offset;
      const isMeant = meant >= facts.start - SLACK && meant <= facts.end + SLACK;
      return isMeant && matches(rest, text.slice(part.form.length), facts);
    }
  }
}
