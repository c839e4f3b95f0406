/** So much has to be seen of what surrounds the overlay for a click to be one on the overlay. */
const SEEN = 0.85;

/**
 * Runs `act` for a click that a person made, and for no other: the page can make up events, and it
 * can hide what somebody clicks on.
 */
export function whenTrusted(act: () => void): (event: Event) => void {
  return (event) => {
    if (event.isTrusted && isSeen()) act();
  };
}

/** Nothing of the page that holds the overlay makes it see-through, blurred, moved or small. */
function isSeen(): boolean {
  return [document.documentElement, document.body].every((element) => {
    const { opacity, filter, transform, clipPath, maskImage, visibility } =
      getComputedStyle(element);
    const isPlain = [filter, transform, clipPath, maskImage].every(
      (value) => value === 'none' || value === '' || value === undefined,
    );
    return isPlain && visibility === 'visible' && Number(opacity) >= SEEN;
  });
}
