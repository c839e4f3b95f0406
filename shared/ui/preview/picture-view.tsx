import { useState } from 'preact/hooks';
import { formats } from '../formats.ts';
import { isTooManyPixels } from './picture-size.ts';
import { scrollable } from './scrollable.ts';
import { previewFault } from './trouble.ts';
import { useAddress } from './use-address.ts';
import { useReading } from './use-reading.ts';
import type { ViewProps } from './view.ts';
import { Waiting } from './waiting.tsx';
import { ZoomSwitch } from './zoom-switch.tsx';

/**
 * A picture as `<img>` alone, also SVG: there it can run nothing and load nothing. Its paper is a
 * checkerboard, so that what is see-through is seen.
 */
export function PictureView({ name, kind, file, onFault }: ViewProps) {
  const [isWhole, setWhole] = useState(true);
  const [size, setSize] = useState('');
  const address = useAddress(file, kind.type);
  const checked = useReading(
    async () => {
      if (await isTooManyPixels(file)) throw previewFault('too-large');
      return true;
    },
    onFault,
    [file],
  );
  if (!checked || address === null) return <Waiting />;
  return (
    <figure class="seen picture">
      <div class="sight" data-zoom={isWhole ? 'fit' : 'full'} {...scrollable(!isWhole, name)}>
        <img
          src={address}
          alt={name}
          onLoad={({ currentTarget }) => setSize(sizeWords(currentTarget))}
          onError={() => onFault(previewFault('damaged'))}
        />
      </div>
      <figcaption class="under">
        <span>{[kind.words, size].filter(Boolean).join(', ')}</span>
        <ZoomSwitch isWhole={isWhole} onChange={setWhole} />
      </figcaption>
    </figure>
  );
}

function sizeWords({ naturalWidth, naturalHeight }: HTMLImageElement): string {
  if (naturalWidth === 0) return '';
  return `${formats.count(naturalWidth)} × ${formats.count(naturalHeight)}`;
}
