/** The files of the extension that it names itself; `wxt prepare` would generate the same, but type checking is not to depend on it. */
declare module 'wxt/browser' {
  interface WxtRuntime {
    getURL(path: '/popup.html' | '/icon/128.png'): string;
  }
}

export {};
