// The window: shows what the main process tells, as text.

const { identityCenter } = window;
const form = document.querySelector('#sign-in');
const status = document.querySelector('#status');
const list = document.querySelector('#roles');

/** Shows the problem, or goes on with the result. */
async function ask(question, goOn) {
  const { result, problem } = await question;
  if (problem === undefined) await goOn(result);
  else status.textContent = [problem.message, problem.help].filter(Boolean).join(' ');
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const { startUrl, region } = Object.fromEntries(new FormData(form));
  status.textContent = 'Go on in the browser.';
  void ask(identityCenter.signIn({ startUrl, region }), async ({ expiresAt }) => {
    status.textContent = `Signed in until ${expiresAt.toLocaleTimeString()}.`;
    await ask(identityCenter.roles(), (roles) => list.replaceChildren(...roles.map(entry)));
  });
});
document.querySelector('#cancel').addEventListener('click', () => void identityCenter.cancel());
document.querySelector('#sign-out').addEventListener('click', () => {
  void ask(identityCenter.signOut(), () => {
    status.textContent = 'Signed out.';
    list.replaceChildren();
  });
});

function entry({ accountId, accountName, roleName }) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = `${roleName} in ${accountName ?? accountId}`;
  button.addEventListener('click', () => {
    void ask(identityCenter.identity({ accountId, roleName }), ({ arn, expiration }) => {
      status.textContent = `${arn} until ${expiration.toLocaleTimeString()}`;
    });
  });
  item.append(button);
  return item;
}
