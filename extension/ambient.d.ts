/** The pages of the extension, by name; `wxt prepare` would generate the same, but type checking is not to depend on it. */
declare module 'wxt/browser' {
  interface WxtRuntime {
    getURL(path: '/popup.html'): string;
  }
}

export {};
