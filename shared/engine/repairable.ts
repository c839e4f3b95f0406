/** A snapshot that can't be read stays as it is: a mirror may have it. */
export function isRepairable({
  file,
  isHarmless,
}: {
  file: string;
  isHarmless?: boolean;
}): boolean {
  return isHarmless !== true && /^(packs|index|marks|gone)\//.test(file);
}
