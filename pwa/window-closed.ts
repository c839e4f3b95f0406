/** A closed window and a focused page for this long mean that the person has come back. */
const CLOSED_AFTER_MS = 1_500;
const LOOK_EVERY_MS = 250;

/**
 * `answer`, unless the person comes back without one: then an abort, which is quiet.
 *
 * MSAL can't see that its window was closed: Microsoft's pages cut the tie between the two
 * (Cross-Origin-Opener-Policy), and the window looks closed from then on. Only a person who is back
 * on this page has closed it.
 */
export function orClosed<T>(
  answer: Promise<T>,
  findWindow: () => Window | undefined,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let closedSince: number | undefined;
    const timer = setInterval(() => {
      const isBack = findWindow()?.closed === true && document.hasFocus();
      closedSince = isBack ? (closedSince ?? performance.now()) : undefined;
      if (closedSince === undefined || performance.now() - closedSince < CLOSED_AFTER_MS) return;
      end();
      reject(closedByPerson());
    }, LOOK_EVERY_MS);
    const aborted = () => {
      end();
      reject(signal.reason);
    };
    const end = () => {
      clearInterval(timer);
      signal.removeEventListener('abort', aborted);
    };
    signal.addEventListener('abort', aborted, { once: true });
    answer.then(resolve, reject).finally(end);
  });
}

export function closedByPerson(): DOMException {
  return new DOMException('The window was closed', 'AbortError');
}
