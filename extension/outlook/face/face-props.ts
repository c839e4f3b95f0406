import type { OverlayActs } from '../overlay-acts.ts';
import type { OverlayState } from '../overlay-state.ts';
import type { Spots } from './spots.ts';

/** What every part of the overlay draws from. */
export interface FaceProps {
  state: OverlayState;
  acts: OverlayActs;
  spots: Spots;
}
