/** Begins the page. */

import { init } from 'aws-sso-wasm/browser';
import { App } from './app.js';
import { loadConfig } from './config_request.js';
import { element } from './element.js';
import { errorNotice } from './error_notice.js';
import { Progress } from './progress.js';

// INVARIANT: The code of a sign-in is out of the address bar, and of the history, before anything else happens.
const arrival = location.href;
if (location.pathname !== '/' || location.search !== '' || location.hash !== '') {
  history.replaceState(null, '', '/');
}

// The core is compiled while the server answers. What keeps it from coming is told by the first call that needs it.
init().catch(() => undefined);

async function begin(): Promise<void> {
  const progress = new Progress();
  document.body.replaceChildren(element('main', { class: 'view narrow' }, progress.element));
  try {
    const config = await progress.during('Asking what can be signed in to…', loadConfig());
    await new App(config).start(arrival);
  } catch (error) {
    document.body.replaceChildren(
      element(
        'main',
        { class: 'view narrow' },
        element('h1', {}, 'The page cannot start'),
        errorNotice(error, [{ text: 'Try again', act: () => void begin() }]),
      ),
    );
  }
}

void begin();
