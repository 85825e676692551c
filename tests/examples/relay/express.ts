// #region
import express from 'express';
import { createRelay, nodeListener } from 'aws-sso-wasm/relay';
import { isSignedIn } from './your_own_session.js';

const relay = createRelay({
  origins: ['https://console.example.com'],
  authorize: (request) => isSignedIn(request.headers.get('cookie')),
});

export const app = express();
app.use('/idc', nodeListener(relay)); // Before express.json(): the relay reads bodies itself.
// #endregion
