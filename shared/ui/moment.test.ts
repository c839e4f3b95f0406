import { expect, test } from 'vitest';
import { withMoment } from './moment.ts';

test.each([
  ['/mail/AAMk%3D/12', 7, '/mail/AAMk%3D/12?at=7'],
  ['/mail?at=3', 7, '/mail?at=7'],
  ['/mail/x?at=3', null, '/mail/x'],
  ['/files?open=1&at=3#top', null, '/files?open=1#top'],
  ['/mail/x#here', 7, '/mail/x?at=7#here'],
])('%s at %s is %s', (url, sequence, expected) => {
  expect(withMoment(url, sequence)).toBe(expected);
});
