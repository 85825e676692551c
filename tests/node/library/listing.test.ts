// Accounts and roles as async iterables: all of them, at the portal's pace, and no further than somebody asks.

import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { all, inTime, setStage, signIn, type Stage } from './stage.js';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

function requests({ sandbox }: Stage): number {
  return sandbox.count('ListAccounts') + sandbox.count('ListAccountRoles');
}

test('665 accounts come at 20 requests a second, and no refusal is seen', async () => {
  const stage = await setStage({ accounts: 665, roles: 2, rateLimit: 20, latency: 1 });
  await signIn(stage);
  const { sandbox, session, clock } = stage;
  const begun = clock.now();
  const found = await inTime(all(session.accountRoles()), 60_000);
  const seconds = (clock.now() - begun) / 1_000;
  equal(found.length, 665);
  ok(
    found.every(({ account, roles }) =>
      roles.every((role) => role.accountId === account.accountId),
    ),
  );
  deepEqual(
    found.map(({ account }) => account.accountId).sort(),
    sandbox.accounts.map(({ accountId }) => accountId).sort(),
  );
  const least = (665 + 7) / 20;
  ok(seconds > 0.9 * least && seconds < 1.1 * least, `${seconds} s`);
  equal(
    sandbox.events.some(({ status }) => status === 429),
    false,
  );
});

test('each loop lists anew, and only as far as somebody asks', async () => {
  const stage = await setStage({ accounts: 250 });
  await signIn(stage);
  const accounts = stage.session.accounts();
  await settled();
  equal(requests(stage), 0);
  for await (const account of accounts) {
    equal(account.accountId, stage.sandbox.accounts[0]?.accountId);
    await settled();
    break;
  }
  equal(requests(stage), 1);
  equal((await all(accounts)).length, 250);
  equal(requests(stage), 4);
});

test('leaving the loop ends the requests', async () => {
  const stage = await setStage({ accounts: 300 });
  await signIn(stage);
  let seen = 0;
  for await (const { roles } of stage.session.accountRoles()) {
    equal(roles.length, 2);
    seen += 1;
    if (seen === 20) break;
  }
  await settled();
  const before = requests(stage);
  ok(before < 60, `${before} requests`);
  await settled();
  equal(requests(stage), before);
});

test('a consumer that throws ends the requests', async () => {
  const stage = await setStage({ accounts: 300 });
  await signIn(stage);
  const failure = new Error('I have seen enough.');
  const consume = async (): Promise<void> => {
    for await (const account of stage.session.accounts()) {
      if (account.accountId !== '') throw failure;
    }
  };
  await rejects(consume(), failure);
  await settled();
  equal(requests(stage), 1);
});

test('a signal ends a listing wherever it stands', async () => {
  const stage = await setStage({ accounts: 300 });
  await signIn(stage);
  const stop = new AbortController();
  let seen = 0;
  const consume = async (): Promise<void> => {
    for await (const account of stage.session.accountRoles({ signal: stop.signal })) {
      if (account.roles.length > 0) seen += 1;
      if (seen === 10) stop.abort();
    }
  };
  await rejects(inTime(consume()), { code: 'ERR_ABORTED' });
  equal(seen, 10);
  await rejects(inTime(all(stage.session.accounts({ signal: stop.signal }))), {
    code: 'ERR_ABORTED',
  });
});

test('return() ends a listing whose answer never comes', async () => {
  const stage = await setStage();
  await signIn(stage);
  stage.sandbox.inject({ operation: 'ListAccounts', answer: { kind: 'hang' }, times: Infinity });
  const iterator = stage.session.accounts()[Symbol.asyncIterator]();
  const next = iterator.next();
  await settled();
  deepEqual(await inTime(Promise.resolve(iterator.return?.())), { done: true, value: undefined });
  deepEqual(await inTime(next), { done: true, value: undefined });
  deepEqual(await inTime(iterator.next()), { done: true, value: undefined });
});

test('several may be asked for at once, and what follows an error is the end', async () => {
  const stage = await setStage({ accounts: 3 });
  await signIn(stage);
  const iterator = stage.session.accountRoles()[Symbol.asyncIterator]();
  const results = await inTime(Promise.all(Array.from({ length: 5 }, () => iterator.next())));
  deepEqual(
    results.map(({ done }) => done === true),
    [false, false, false, true, true],
  );
  stage.sandbox.revokeSessions();
  const failing = stage.session.accountRoles()[Symbol.asyncIterator]();
  await rejects(inTime(failing.next()));
  equal((await inTime(failing.next())).done, true);
});

test('the roles of one account, and of those that are named', async () => {
  const stage = await setStage({
    accounts: [
      { accountId: '111111111111', accountName: '<b>"Ünïcode"</b>', roles: ['One', 'Two'] },
      { accountId: '222222222222', roles: ['Three'] },
      { accountId: '333333333333', roles: [] },
    ],
  });
  await signIn(stage);
  const { session } = stage;
  deepEqual(await all(session.roles('111111111111')), [
    { accountId: '111111111111', roleName: 'One' },
    { accountId: '111111111111', roleName: 'Two' },
  ]);
  const named = await all(session.accountRoles({ accountIds: ['222222222222', '333333333333'] }));
  deepEqual(
    named.map(({ account, roles }) => [account.accountId, roles.length]),
    [
      ['222222222222', 1],
      ['333333333333', 0],
    ],
  );
  equal((await all(session.accounts()))[0]?.accountName, '<b>"Ünïcode"</b>');
});

test('without a sign-in the loop fails', async () => {
  const { session } = await setStage();
  await rejects(all(session.accounts()), { code: 'ERR_SIGN_IN_REQUIRED' });
  await rejects(all(session.roles('111122223333')), { code: 'ERR_SIGN_IN_REQUIRED' });
  await rejects(all(session.accountRoles()), { code: 'ERR_SIGN_IN_REQUIRED' });
});
