import { seededRandom } from '../shared/simulator/seed/random.ts';

const SYLLABLES = 'ba be di do fa ge hi ka le lu ma mi no or pe ra re sa so te ti un va we';

/** Words of an invented language, the short ones often, the long ones rarely, as in any. */
export function inventProse(characters: number): string {
  const random = seededRandom(1, 'prose');
  const syllables = SYLLABLES.split(' ');
  const words = Array.from({ length: 8_000 }, (_, rank) => {
    const count = 1 + Math.floor(random() * (rank < 100 ? 2 : 4));
    return Array.from(
      { length: count },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join('');
  });
  const parts: string[] = [];
  for (let length = 0; length < characters; ) {
    const word = words[Math.floor(words.length ** random()) - 1] ?? '';
    const end = random() < 0.08 ? '. ' : ' ';
    parts.push(word, end);
    length += word.length + end.length;
  }
  return parts.join('');
}
