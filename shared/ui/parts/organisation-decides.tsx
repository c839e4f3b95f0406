import './organisation-decides.css';
import { useSignal } from '@preact/signals';
import type { SourceName } from '../../model/item.ts';
import { askedToRead } from '../../model/sources.ts';
import { requestText } from '../consent.ts';
import { useFace } from '../face.ts';
import { SOURCE_WORDS } from '../source-words.ts';
import { Icon } from './icon.tsx';
import { OtherCloud } from './other-cloud.tsx';

/** What an administrator is asked for, where it is not a whole source. */
export interface AskedBeside {
  scopes: readonly string[];
  /** As the person writes it. */
  mine: string;
  text(link: string): string;
}

/** What to do when an administrator has to decide: three steps, and the request ready to send. */
export function OrganisationDecides({
  source,
  asked,
}: {
  source: SourceName;
  asked?: AskedBeside;
}) {
  const { platform } = useFace();
  const copied = useSignal<'no' | 'yes' | 'by-hand'>('no');
  const link = platform.adminConsentLink(asked?.scopes ?? askedToRead(source));
  const request = asked?.text(link) ?? requestText(link, source);
  const mine = asked?.mine ?? SOURCE_WORDS[source].mine;
  const copy = () =>
    navigator.clipboard.writeText(request).then(
      () => {
        copied.value = 'yes';
      },
      () => {
        copied.value = 'by-hand';
      },
    );
  const mail = `mailto:?subject=${encodeURIComponent(`Request: let Holdfast read ${mine}`)}&body=${encodeURIComponent(request)}`;
  return (
    <div class="ask">
      <ol>
        <li>Send the request below to whoever looks after Microsoft 365 in your organisation.</li>
        <li>They open the link, read what it allows, and agree or not.</li>
        <li>If they agree, come back and check again: it can start then.</li>
      </ol>
      <div class="line">
        <button type="button" class="button" onClick={copy}>
          <Icon name="copy" />
          Copy the request
        </button>
        <a class="button" href={mail}>
          Write it in an e-mail
        </a>
        <span class="caption" role="status">
          {copied.value === 'yes' && 'Copied.'}
        </span>
      </div>
      {copied.value === 'by-hand' && (
        <textarea class="request" readOnly rows={8} aria-label="The request">
          {request}
        </textarea>
      )}
      <OtherCloud label="Use my own client id…" />
    </div>
  );
}
