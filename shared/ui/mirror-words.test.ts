import { expect, test } from 'vitest';
import type { MirrorStatus, MirrorTrouble } from '../rpc/protocol.ts';
import { formats } from './formats.ts';
import { behindOf, mirrorWords } from './mirror-words.ts';

const NOW = Date.parse('2026-11-26T14:21:00');
const AT = '2026-11-26T14:12:00';

function mirror(change: Partial<MirrorStatus> = {}): MirrorStatus {
  return {
    name: 'Holdfast',
    lastCompleteAt: AT,
    behindSnapshots: 0,
    behindBytes: 0,
    running: null,
    trouble: null,
    lost: { snapshots: 0, files: 0 },
    ...change,
  };
}

const TROUBLES: Record<MirrorTrouble, RegExp> = {
  permission: /^This browser took back its permission for Holdfast\.$/,
  unreachable: /^The folder Holdfast is not to be found\.$/,
  emptied: /what was in it is not\.$/,
  'read-only': /lets nobody write into Holdfast\.$/,
  full: /^The disk of Holdfast is full\.$/,
  'in-use': /^Holdfast is open somewhere else\.$/,
  'another-repository': /is another copy/,
  damaged: /could not be read back\.$/,
  'primary-damaged': /was not taken over to Holdfast\.$/,
  'primary-lost': /^3 moments are in Holdfast and not in this browser\.$/,
  failed: /could not be brought up to date\.$/,
};

for (const [trouble, sentence] of Object.entries(TROUBLES)) {
  test(`trouble is said with what it means and what helps: ${trouble}`, () => {
    const words = mirrorWords(
      mirror({ trouble: trouble as MirrorTrouble, lost: { snapshots: 3, files: 9 } }),
      NOW,
    );
    expect(words.brief).toMatch(sentence);
    expect(words.tone).toBe('gap');
    expect(words.help.length).toBeGreaterThan(0);
    // At most three sentences and none that blames, begs or shouts.
    expect(words.text.split(/(?<=[.?])\s/).length).toBeLessThanOrEqual(4);
    expect(`${words.brief} ${words.text}`).not.toMatch(/!|please|oops|sorry|may have/i);
  });
}

test('only what somebody has to answer for stands on Home as well', () => {
  const asking = Object.keys(TROUBLES).filter(
    (trouble) => mirrorWords(mirror({ trouble: trouble as MirrorTrouble }), NOW).needsPerson,
  );
  expect(asking).toEqual(['permission', 'primary-lost']);
});

test('up to date, behind, being filled and empty are told apart', () => {
  expect(mirrorWords(mirror(), NOW)).toMatchObject({
    brief: `As of ${formats.time(AT)}.`,
    tone: 'ok',
  });
  const behind = mirror({ behindSnapshots: 3, behindBytes: 12_000_000 });
  expect(mirrorWords(behind, NOW).brief).toBe(`3 moments and ${formats.bytes(12_000_000)} behind.`);
  expect(behindOf(mirror({ behindBytes: 500 }))).toBe('500 bytes');
  const empty = mirror({ lastCompleteAt: null });
  expect(mirrorWords(empty, NOW).brief).toBe('Nothing is in it yet.');
  const running = { doneBytes: 5_000_000, totalBytes: 20_000_000 };
  expect(mirrorWords({ ...empty, running }, NOW).brief).toMatch(/^Being filled: 5.* of 20/);
  expect(mirrorWords(mirror({ running, trouble: 'full' }), NOW).brief).toMatch(
    /^Being brought up to date/,
  );
});

test('when only files are missing here, files are named', () => {
  const lost = mirror({ trouble: 'primary-lost', lost: { snapshots: 0, files: 1 } });
  expect(mirrorWords(lost, NOW).brief).toBe('1 file is in Holdfast and not in this browser.');
});
