import type { Page } from '@playwright/test';

interface Usage {
  usedSize: number;
  /** Array buffers and the memories of WebAssembly. */
  backingStorageSize?: number;
}

/** Reads what the engine's worker has on its heap, in MB: objects, and buffers beside them. */
export async function openEngineHeap(page: Page): Promise<() => Promise<[number, number]>> {
  const cdp = await page.context().newCDPSession(page);
  const answers = new Map<number, (usage: Usage) => void>();
  let session = '';
  let asked = 0;
  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.url.includes('engine.worker')) session = sessionId;
  });
  // A worker has a session below its page's, which Playwright reaches by messages only.
  cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result }: { id?: number; result: Usage } = JSON.parse(message);
    if (id !== undefined) answers.get(id)?.(result);
  });
  await cdp.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return async () => {
    asked += 1;
    const id = asked;
    const answer = new Promise<Usage>((resolve) => answers.set(id, resolve));
    const message = JSON.stringify({ id, method: 'Runtime.getHeapUsage' });
    await cdp.send('Target.sendMessageToTarget', { sessionId: session, message });
    const { usedSize, backingStorageSize = 0 } = await answer;
    answers.delete(id);
    return [usedSize / 1e6, backingStorageSize / 1e6];
  };
}
