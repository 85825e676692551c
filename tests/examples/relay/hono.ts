// #region
import { Hono } from 'hono';
import { createRelay } from 'aws-sso-wasm/relay';

const relay = createRelay({ origins: ['https://console.example.com'] });

export const app = new Hono();
app.all('/idc/*', (context) => relay(context.req.raw));
// #endregion
