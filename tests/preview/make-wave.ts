/** A second of a tone, as the simplest kind of sound file. */
export function makeWave(): Buffer {
  const rate = 8_000;
  const samples = Buffer.alloc(rate);
  for (let at = 0; at < rate; at++) samples[at] = 128 + Math.round(60 * Math.sin(at / 3));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + rate, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(rate, 40);
  return Buffer.concat([head, samples]);
}
