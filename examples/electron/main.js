// The main process: one window without rights of its own, and the few things that it may ask for.

import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, ipcMain, session, shell } from 'electron';
import { createDesk } from './desk.js';

const PAGE = new URL('index.html', import.meta.url).href;

const desk = createDesk({
  // The system's browser, never a window of this program (RFC 8252 section 8.12).
  openUrl: (url) => shell.openExternal(url),
});

for (const [channel, answer] of Object.entries(desk)) {
  ipcMain.handle(channel, async (event, ...words) => {
    if (event.senderFrame?.url !== PAGE) throw new Error('Only the window itself may ask.');
    return answer(...words);
  });
}

app.on('web-contents-created', (_event, contents) => {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
});

await app.whenReady();
session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => {
  decide(false);
});
const window = new BrowserWindow({
  width: 640,
  height: 480,
  webPreferences: {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    preload: fileURLToPath(new URL('preload.cjs', import.meta.url)),
  },
});
await window.loadURL(PAGE);
app.on('window-all-closed', () => app.quit());
