// The browser of a case: real requests to the listener that waits for the redirect.

import { request as startRequest } from 'node:http';
import type { Redirect } from './case.js';
import { type Facts, fill } from './template.js';

/** What a page says, by the name that cases have for it. */
const PAGES: Readonly<Record<string, readonly [status: number, title: string]>> = {
  'signed-in': [200, 'You are signed in'],
  denied: [200, 'Access was denied'],
  ignored: [400, 'Not the sign-in that is waited for'],
  failed: [200, 'The sign-in did not go through'],
};

/** Notes the `state` and the redirect's port, if `stdout` holds a whole authorization URL. */
export function noteAuthorization(stdout: string, { words }: Facts): boolean {
  const url = /^(http\S+\/authorize\?\S+)\n/m.exec(stdout)?.[1];
  if (url === undefined) return false;
  const { searchParams } = new URL(url);
  words.set('state', searchParams.get('state') ?? '');
  words.set('redirect-port', new URL(searchParams.get('redirect_uri') ?? '').port);
  return true;
}

/** Sends the requests one after the other, and tells which pages were not as expected. */
export async function browse(redirects: readonly Redirect[], facts: Facts): Promise<string[]> {
  const problems: string[] = [];
  for (const redirect of redirects) {
    const what = `${redirect.method ?? 'GET'} ${redirect.path ?? ''}${redirect.query ?? ''}`;
    const page = await send(redirect, facts);
    if (page?.includes('secret-')) problems.push(`The page for ${what} tells a secret.`);
    if (!isPage(redirect.page, page)) {
      problems.push(`${what} does not get the page ${redirect.page}, but ${page ?? 'closed'}`);
    }
  }
  return problems;
}

function isPage(expected: string, page: string | undefined): boolean {
  if (expected === 'closed') return page === undefined;
  const [status, title] = PAGES[expected] ?? [expected, ''];
  return page?.startsWith(`${status} `) === true && page.includes(title);
}

// Status, headers and body of the answer; undefined if there was none.
async function send(
  { method = 'GET', path = '/oauth/callback', host, query = '' }: Redirect,
  facts: Facts,
): Promise<string | undefined> {
  const port = facts.words.get('redirect-port') ?? '';
  return new Promise((resolve) => {
    const request = startRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path: path + fill(query, facts),
        headers: { host: host === undefined ? `127.0.0.1:${port}` : fill(host, facts) },
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve(`${response.statusCode} ${response.rawHeaders.join(' ')}\n${body}`),
        );
        response.on('error', () => resolve(undefined));
      },
    );
    request.on('error', () => resolve(undefined));
    request.end();
  });
}
