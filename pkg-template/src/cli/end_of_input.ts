// Nobody answers any more: Ctrl-D, or a pipe that ended.

import { IdentityCenterError } from '../errors.js';

/** The error for a choice that nobody makes. */
export function noChoice(): IdentityCenterError {
  return new IdentityCenterError(
    'ERR_INVALID_ARGUMENT',
    'The input ended before a choice was made.',
    { help: 'Choose from the list, or give the choice by its option.' },
  );
}
