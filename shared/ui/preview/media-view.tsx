import { previewFault } from './trouble.ts';
import { useAddress } from './use-address.ts';
import type { ViewProps } from './view.ts';

/** Sound and film with the browser's own controls; it reads from the file what it plays. */
export function MediaView({ name, kind, file, onFault }: ViewProps) {
  const address = useAddress(file, kind.type);
  if (address === null) return null;
  const shared = {
    src: address,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onError: () => onFault(previewFault('not-decoded')),
  } as const;
  return (
    <figure class="seen media">
      {kind.shownAs === 'film' ? <video {...shared} playsInline /> : <audio {...shared} />}
      <figcaption class="under">{kind.words}</figcaption>
    </figure>
  );
}
