import { expect, test } from '@playwright/test';
import { Rounds } from '../killed/rounds.ts';

/** The long version is `npm run test:crash`. */
const KILLS = 3;
const SEED = 11;
const LETTERS = 40;

test('a browser that is killed while it copies, mirrors or thins out loses nothing it had reported', async () => {
  const rounds = await Rounds.start(SEED, LETTERS);
  try {
    for (let kills = 0; kills < KILLS; kills++) {
      const round = await test.step(`kill ${kills}`, () => rounds.next());
      expect(round.number).toBe(kills);
    }
    await rounds.finish();
  } finally {
    await rounds.app.close();
  }
});
