import './thumbnail.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { mayBeSmall, type PictureSource, type SmallSize } from './picture-source.ts';
import { keepSmallPictures, smallPicture } from './small-pictures.ts';

export interface ThumbnailProps extends PictureSource {
  /** The same for equal bytes. */
  contentKey: string;
  size: SmallSize;
  /** The sign of its kind: what is shown until there is a picture, and where there is none. */
  children: ComponentChildren;
}

/** A small picture for lists, made when it is seen; what goes out of sight is asked for no more. */
export function Thumbnail({ contentKey, size, children, ...source }: ThumbnailProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [address, setAddress] = useState<string | null>(null);
  const isWorthIt = mayBeSmall(source, size);
  useEffect(keepSmallPictures, []);
  useEffect(() => {
    const element = place.current;
    if (!element || !isWorthIt) return;
    const over = new AbortController();
    let asking: AbortController | null = null;
    let made = '';
    const ask = async ({ signal }: AbortController) => {
      const picture = await smallPicture(contentKey, source, size, signal);
      seen.disconnect();
      if (!picture || over.signal.aborted) return;
      made = URL.createObjectURL(picture);
      setAddress(made);
    };
    const seen = new IntersectionObserver(([entry]) => {
      asking?.abort();
      asking = null;
      if (!entry?.isIntersecting) return;
      asking = new AbortController();
      // The sign of its kind stays: a list is no place to tell why one picture can't be read.
      ask(asking).catch(() => undefined);
    });
    seen.observe(element);
    return () => {
      seen.disconnect();
      over.abort();
      asking?.abort();
      if (made !== '') URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [contentKey, isWorthIt, size]);
  return (
    <span ref={place} class={`thumbnail in-${size}`} aria-hidden="true">
      {address === null ? children : <img src={address} alt="" />}
    </span>
  );
}
