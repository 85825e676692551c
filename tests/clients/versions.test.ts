// The clients are the ones that the other tests speak of.

import { match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { AWS_DEBIAN, AWS_PYPI, PYTHON } from './programs.js';

const run = promisify(execFile);

test('the AWS CLI of PyPI', async () => {
  match((await run(AWS_PYPI, ['--version'])).stdout, /^aws-cli\/1\.46\./);
});

test('the AWS CLI v2 of Debian', { skip: AWS_DEBIAN === undefined }, async () => {
  match((await run(String(AWS_DEBIAN), ['--version'])).stdout, /^aws-cli\/2\./);
});

test('boto3', async () => {
  match((await run(PYTHON, ['-c', 'import boto3; print(boto3.__version__)'])).stdout, /^1\.44\./);
});
