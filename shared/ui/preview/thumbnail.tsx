import './preview.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FileIcon } from './kind-icon.tsx';
import { promisedKind } from './known-kinds.ts';
import { smallPicture } from './small-pictures.ts';

export interface ThumbnailProps {
  name: string;
  type: string;
  sizeBytes: number;
  /** The same for equal bytes: the blob's id. */
  contentKey: string;
  load(signal: AbortSignal): Promise<File>;
}

/** Larger pictures keep their sign: reading them for a list would read the whole copy. */
const MOST_BYTES = 15_000_000;

/** A small picture for lists, made when it is seen; of everything else the sign of its kind. */
export function Thumbnail({ name, type, sizeBytes, contentKey, load }: ThumbnailProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [address, setAddress] = useState<string | null>(null);
  const isPicture = promisedKind(name, type).shownAs === 'picture' && sizeBytes <= MOST_BYTES;
  useEffect(() => {
    const element = place.current;
    if (!element || !isPicture) return;
    const ending = new AbortController();
    let made = '';
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      seen.disconnect();
      smallPicture(contentKey, load, ending.signal).then(
        (picture) => {
          if (!picture || ending.signal.aborted) return;
          made = URL.createObjectURL(picture);
          setAddress(made);
        },
        // The sign of its kind stays: a list is no place to tell why one picture can't be read.
        () => undefined,
      );
    });
    seen.observe(element);
    return () => {
      seen.disconnect();
      ending.abort();
      if (made !== '') URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [contentKey, isPicture]);
  return (
    <span ref={place} class="thumbnail" aria-hidden="true">
      {address === null ? <FileIcon name={name} type={type} /> : <img src={address} alt="" />}
    </span>
  );
}
