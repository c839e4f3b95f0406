import { expect, test } from 'vitest';
import { nameLinkedPicture } from './linked-picture.ts';

test.each([
  ['https://media1.giphy.com/media/x/giphy.gif', 'Dancing cat (GIF Image)', '', 'GIF: Dancing cat'],
  ['https://media.tenor.com/x', 'GIF', '', 'GIF'],
  ['https://example.org/a.gif?x=1', '', '', 'GIF'],
  ['https://statics.teams.test/s/1', 'Hi!', 'http://schema.skype.com/Sticker', 'Sticker: Hi!'],
  ['https://example.org/a.png', 'A map', '', 'A map'],
  ['https://notgiphy.com.evil.test/a.png', 'image', '', 'Picture'],
  ['cid:content-1@chat', 'image', '', 'Picture'],
])('a picture at %s that says "%s" is called what it is', (src, alt, itemType, name) => {
  expect(nameLinkedPicture({ src, alt, itemType })).toBe(name);
});
