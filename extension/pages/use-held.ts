import { useRef } from 'preact/hooks';

/** The value as it was when holding began: what somebody has just acted on stays where it is. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const held = useRef(value);
  if (!isHeld || held.current === undefined) held.current = value;
  return held.current;
}
