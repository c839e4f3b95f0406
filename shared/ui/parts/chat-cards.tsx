import type { ChatCard } from '../../model/chat-view.ts';
import { type CardPart, partsOfCard } from '../chat-card.ts';
import { clipName, isClip } from './chat-media.tsx';
import { linkTarget } from './link-target.ts';
import { PlainText } from './plain-text.tsx';

/** What a program sent, as it can be read; nothing of it acts. */
export function CardView({ card }: { card: ChatCard }) {
  if (isClip(card)) {
    return <p class="caption">{clipName(card)}: Microsoft did not hand it out.</p>;
  }
  const parts = partsOfCard(card.type, card.data);
  const label = card.title || 'Card';
  if (parts.length === 0) {
    return (
      <section class="card" aria-label={label}>
        {card.title && <p class="strong">{card.title}</p>}
        {card.text ? (
          <PlainText text={card.text} />
        ) : (
          <p class="caption">
            {card.title ? '' : 'A card without words'} ({kindWords(card.type)})
          </p>
        )}
      </section>
    );
  }
  return (
    <section class="card" aria-label={label}>
      <Parts parts={parts} />
    </section>
  );
}

function kindWords(type: string): string {
  return type.replace(/^application\/vnd\.microsoft\.(teams\.|card\.)?/i, '') || 'unknown kind';
}

function Parts({ parts }: { parts: readonly CardPart[] }) {
  const buttons = parts.filter((part) => part.kind === 'button');
  return (
    <>
      {parts.map((part, at) => (part.kind === 'button' ? null : <Part key={at} part={part} />))}
      {buttons.length > 0 && (
        <p class="card-acts">
          {buttons.map((part, at) => (
            <CardButton key={at} label={part.label} url={part.url} />
          ))}
        </p>
      )}
    </>
  );
}

function Part({ part }: { part: Exclude<CardPart, { kind: 'button' }> }) {
  switch (part.kind) {
    case 'text':
      return (
        <p
          class={part.isStrong ? 'plain strong' : part.isQuiet ? 'plain quiet' : 'plain'}
          dir="auto"
        >
          {part.text}
        </p>
      );
    case 'facts':
      return (
        <dl class="card-facts">
          {part.facts.map(({ title, value }, at) => (
            <div key={at}>
              <dt dir="auto">{title}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'rows':
      return (
        <table class="card-rows">
          <tbody>
            {part.rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, at) => (
                  <td key={at} dir="auto">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'columns':
      return (
        <div class="card-columns">
          {part.columns.map((column, at) => (
            <div key={at}>
              <Parts parts={column} />
            </div>
          ))}
        </div>
      );
    case 'picture':
      return part.words === '' ? null : <p class="caption">Picture: {part.words}</p>;
    case 'field':
      return <p class="card-field">{part.label || 'Something to fill in'}</p>;
  }
}

/** An address can be followed, and is shown; everything else only Teams could do. */
function CardButton({ label, url }: { label: string; url: string | null }) {
  const target = url === null ? undefined : linkTarget(url);
  if (target === undefined) {
    return (
      <button
        type="button"
        class="button small"
        aria-disabled="true"
        title="Only Teams can do this"
      >
        {label}
      </button>
    );
  }
  return (
    <a
      class="button small"
      href={target}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={target}
    >
      {label}
      <span class="quiet">{new URL(target).host}</span>
    </a>
  );
}
