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
      if (findWindow()?.closed) backSince ??= performance.now();
    };
    const wentAway = () => {
      backSince = undefined;
    };
    const timer = setInterval(() => {
      if (backSince === undefined || performance.now() - backSince < BACK_FOR_MS) return;
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
    // The window's own focus and blur don't pass here on their way to an element; what a person
    // does does, before anything in the page can keep it.
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
