declare global {
  interface Window {
    /** The `performance.now()` of the first frame in which the first table has this text in its first row. */
    whenDrawn(text: string): Promise<number>;
    /** The same for the first frame with any rows. */
    firstDrawn: Promise<number>;
    /** The time at which the link was added to the menu. */
    linkAdded: Promise<number>;
  }
}

/** Runs in each page before its own scripts, and records when elements appear. */
export function noteDrawing(): void {
  window.whenDrawn = (text) =>
    new Promise((resolve) => {
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, characterData: true, subtree: true });
      look();

      function look(): void {
        if (!document.querySelector('tbody tr')?.textContent.includes(text)) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          // The next task after a frame's callbacks begins when the frame is done.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(undefined);
        });
      }
    });
  window.firstDrawn = window.whenDrawn('');
  window.linkAdded = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (!document.getElementById('postern-api-tokens')) return;
      observer.disconnect();
      resolve(performance.now());
    }).observe(document, { childList: true, subtree: true });
  });
}
