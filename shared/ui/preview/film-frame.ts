/** Browsers tell what they can't play; one that says nothing by then is not waited for. */
const PATIENCE_MS = 15_000;
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
    // While it seeks to where the picture is taken there may be none again.
    const look = () => {
      if (film.readyState >= film.HAVE_CURRENT_DATA && !film.seeking) end(true);
    };
    for (const event of ['loadeddata', 'seeked', 'canplay']) film.addEventListener(event, look);
    film.addEventListener('error', () => end(false), { once: true });
    signal.addEventListener('abort', () => end(false), { once: true });
  });
}
