import './offer.css';
import { Icon } from './icon.tsx';

/** *Restore* on a line the pointer is on. Keys and whoever listens have it in other places. */
export function Offer() {
  return (
    <span class="offer" data-act="restore" aria-hidden="true">
      <Icon name="restore" />
      Restore
    </span>
  );
}
