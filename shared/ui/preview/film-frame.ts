/** A browser that has found nothing to show by then finds nothing. */
const PATIENCE_MS = 4_000;
/** The very first picture is black in many films. */
const FROM_S = 0.5;

/** A picture of the beginning of a film; null where the browser can't play it, or not from so little. */
export async function filmFrame(
  file: File,
  edge: number,
  signal: AbortSignal,
): Promise<ImageBitmap | null> {
  const film = document.createElement('video');
  const address = URL.createObjectURL(file);
  try {
    film.muted = true;
    film.preload = 'auto';
    film.src = `${address}#t=${FROM_S}`;
    const isShown = await seen(film, signal);
    signal.throwIfAborted();
    if (!isShown || film.videoWidth === 0) return null;
    const options = { resizeWidth: edge, resizeQuality: 'medium' } as const;
    return await createImageBitmap(film, options).catch(() => null);
  } finally {
    film.removeAttribute('src');
    film.load();
    URL.revokeObjectURL(address);
  }
}

function seen(film: HTMLVideoElement, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => resolve(false), PATIENCE_MS);
    const end = (isShown: boolean) => {
      clearTimeout(patience);
      resolve(isShown);
    };
    film.addEventListener('loadeddata', () => end(true), { once: true });
    film.addEventListener('error', () => end(false), { once: true });
    signal.addEventListener('abort', () => end(false), { once: true });
  });
}
