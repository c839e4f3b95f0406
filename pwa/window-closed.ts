/** A person who is back on this page for this long, without an answer, has closed the window. */
const BACK_FOR_MS = 1_500;
const LOOK_EVERY_MS = 250;

/**
 * `answer`, unless the person comes back without one: then an abort, which is quiet.
 *
 * MSAL can't see that its window was closed: Microsoft's pages cut the tie between the two
 * (Cross-Origin-Opener-Policy), and from then on the window looks closed while it is open. Only a
 * person who is back on this page has closed it, or given it up.
 */
export function orClosed<T>(
  answer: Promise<T>,
  findWindow: () => Window | undefined,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    let backSince: number | undefined;
    const cameBack = () => {
      backSince ??= performance.now();
    };
    const wentAway = () => {
      backSince = undefined;
    };
    const timer = setInterval(() => {
      const isBack = backSince !== undefined && performance.now() - backSince >= BACK_FOR_MS;
      if (!isBack || !findWindow()?.closed) return;
      end();
      reject(closedByPerson());
    }, LOOK_EVERY_MS);
    const aborted = () => {
      end();
      reject(signal.reason);
    };
    const end = () => {
      clearInterval(timer);
      listening.abort();
    };
    // Focus and blur of elements don't bubble: what is heard here is the window's own.
    const { signal: over } = listening;
    addEventListener('focus', cameBack, { signal: over });
    addEventListener('blur', wentAway, { signal: over });
    for (const sign of ['pointerdown', 'keydown']) {
      addEventListener(sign, cameBack, { capture: true, signal: over });
    }
    signal.addEventListener('abort', aborted, { once: true, signal: over });
    answer.then(resolve, reject).finally(end);
  });
}

export function closedByPerson(): DOMException {
  return new DOMException('The window was closed', 'AbortError');
}
