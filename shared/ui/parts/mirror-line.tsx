import './mirror-line.css';
import type { ComponentChildren } from 'preact';
import type { MirrorStatus } from '../../rpc/protocol.ts';
import { useFace } from '../face.ts';
import { formats } from '../formats.ts';
import { asOfWords, mirrorWords } from '../mirror-words.ts';
import { Icon } from './icon.tsx';

/** The second copy as one line of a list: where it is, how it is, and how far while it is filled. */
export function MirrorLine(props: {
  mirror: MirrorStatus;
  /** Under what is the matter. Without, a note beside says it, and this line only as of when it is. */
  children?: ComponentChildren;
}) {
  const { mirror, children } = props;
  const { now, status } = useFace();
  const first = status.value?.first.folder ?? null;
  const { brief, text, tone } = mirrorWords(mirror, now.value, first);
  const { running, lastCompleteAt } = mirror;
  return (
    <li class="mirror-line">
      <Icon name="folder" />
      <span class="cut" dir="auto" title={mirror.name}>
        Folder {mirror.name}
      </span>
      <p title={lastCompleteAt ? formats.full(lastCompleteAt) : undefined}>
        {tone === 'gap' && !children ? (
          asOfWords(lastCompleteAt, now.value)
        ) : tone === 'gap' ? (
          <span class="trouble">
            <Icon name="warning" />
            <span>{brief}</span>
          </span>
        ) : (
          `${brief} ${text}`
        )}
        {tone === 'gap' && children}
      </p>
      {running !== null &&
        (running.totalBytes > 0 ? (
          <progress
            aria-label={`Filling ${mirror.name}`}
            max={running.totalBytes}
            value={running.doneBytes}
          />
        ) : (
          <progress aria-label={`Filling ${mirror.name}`} />
        ))}
    </li>
  );
}
