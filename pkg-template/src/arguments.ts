// Wrong types, told at once: a TypeError that carries the code of invalid arguments.

/** The error for an argument of a wrong type. */
export function argumentError(message: string): TypeError & { readonly code: string } {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARGUMENT' as const });
}

/** Throws unless `value` is an object to read options from. */
export function checkOptions(value: unknown, what: string): void {
  check(typeof value === 'object' && value !== null && !Array.isArray(value), what, 'an object');
}

/** Throws unless `value` is a string. */
export function checkString(value: unknown, what: string): void {
  check(typeof value === 'string', what, 'a string');
}

/** Throws unless `value` is a string or was left out. */
export function checkOptionalString(value: unknown, what: string): void {
  check(value === undefined || typeof value === 'string', what, 'a string');
}

/** Throws unless `value` is a list of strings or was left out. */
export function checkOptionalStrings(value: unknown, what: string): void {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  check(value === undefined || isList, what, 'an array of strings');
}

/** Throws unless `value` is a function or was left out. */
export function checkOptionalFunction(value: unknown, what: string): void {
  check(value === undefined || typeof value === 'function', what, 'a function');
}

/** Throws unless `value` is a boolean or was left out. */
export function checkOptionalBoolean(value: unknown, what: string): void {
  check(value === undefined || typeof value === 'boolean', what, 'a boolean');
}

/** Throws unless `value` is a number of milliseconds from `least` or was left out. */
export function checkOptionalMilliseconds(value: unknown, what: string, least: number): void {
  const isGood = typeof value === 'number' && Number.isFinite(value) && value >= least;
  check(value === undefined || isGood, what, `a number of milliseconds, ${least} or more`);
}

/** Throws unless `value` is a date. */
export function checkDate(value: unknown, what: string): void {
  check(value instanceof Date && !Number.isNaN(value.getTime()), what, 'a Date');
}

/** Throws unless `value` is an object with these methods. */
export function checkMethods(value: unknown, what: string, methods: readonly string[]): void {
  const object: object = Object(value);
  const has = (name: string): boolean => typeof Reflect.get(object, name) === 'function';
  const list = methods.map((name) => `${name}()`).join(', ');
  check(methods.every(has), what, `an object with ${list}`);
}

/** Throws unless these are the options of a call: an object, with an AbortSignal if with any signal. */
export function checkCallOptions(options: unknown): void {
  checkOptions(options, 'The options');
  const signal: unknown = Reflect.get(Object(options), 'signal');
  const isSignal = typeof Reflect.get(Object(signal), 'aborted') === 'boolean';
  check(signal === undefined || isSignal, 'options.signal', 'an AbortSignal');
}

/** Throws unless `value` names a role. */
export function checkRole(value: unknown): void {
  checkOptions(value, 'The role');
  checkString(Reflect.get(Object(value), 'accountId'), 'role.accountId');
  checkString(Reflect.get(Object(value), 'roleName'), 'role.roleName');
}

function check(isGood: boolean, what: string, expected: string): asserts isGood {
  if (!isGood) throw argumentError(`${what} must be ${expected}.`);
}
