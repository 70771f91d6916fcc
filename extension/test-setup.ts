import { cleanup, configure } from '@testing-library/preact';
import { afterEach, beforeEach } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { speak } from './fake-messages.ts';
import messages from './locales/en.json' with { type: 'json' };

// A busy machine is no finding.
configure({ asyncUtilTimeout: 5000 });

/** Begins each test with English messages, and ends it with nothing left. */
beforeEach(() => {
  fakeBrowser.reset();
  speak('en-US', messages);
});

afterEach(cleanup);
