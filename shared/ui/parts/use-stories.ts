import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ItemStory } from '../../model/file-facts.ts';
import { useFace } from '../face.ts';
import type { HeldRows } from '../list-pages.ts';

const NONE: ReadonlyMap<number, ItemStory> = new Map();

/** How many states the rows in sight have; asked for when they come into sight. */
export function useStories(
  pages: HeldRows,
  first: number,
  last: number,
): ReadonlyMap<number, ItemStory> {
  const { engine } = useFace();
  const stories = useSignal({ pages, known: NONE });
  const version = pages.version.value;
  useEffect(() => {
    const known = stories.peek().pages === pages ? stories.peek().known : NONE;
    const wanted: number[] = [];
    for (let index = first; index <= last; index += 1) {
      const row = pages.at(index)?.row;
      if (row !== undefined && !known.has(row)) wanted.push(row);
    }
    if (wanted.length === 0) return;
    let isDropped = false;
    engine.readStories(wanted).then(
      (told) => {
        if (isDropped) return;
        const more = told.map((story) => [story.row, story] as const);
        stories.value = { pages, known: new Map([...known, ...more]) };
      },
      // The list is of use without them; what is wrong with the copy, the list itself says.
      () => undefined,
    );
    return () => {
      isDropped = true;
    };
  }, [pages, version, first, last]);
  return stories.value.pages === pages ? stories.value.known : NONE;
}
