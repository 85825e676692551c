// The window's whole view of the main process.

const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('identityCenter', {
  /** @param {{ startUrl: string, region: string }} where */
  signIn: (where) => ipcRenderer.invoke('sign-in', where),
  cancel: () => ipcRenderer.invoke('cancel'),
  roles: () => ipcRenderer.invoke('roles'),
  /** @param {{ accountId: string, roleName: string }} role */
  identity: (role) => ipcRenderer.invoke('identity', role),
  signOut: () => ipcRenderer.invoke('sign-out'),
});
