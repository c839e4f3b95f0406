import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../lib/bytes.ts';
import { formatRecoveryCode, parseRecoveryCode } from './recovery-code.ts';

test('a code is read as it was written, in whatever way it is typed', async () => {
  const twentyBytes = fc.uint8Array({ minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(twentyBytes, async (bytes) => {
      const code = await formatRecoveryCode(bytes as Bytes);

      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{2}$/);
      for (const typed of [
        code,
        code.toLowerCase(),
        code.replaceAll('-', ' '),
        code.replaceAll('-', '–'),
        ` ${code.replaceAll('-', '')}\n`,
        code.replaceAll('0', 'o').replaceAll('1', 'l'),
        code.replaceAll('0', 'O').replaceAll('1', 'I'),
      ]) {
        expect(await parseRecoveryCode(typed)).toEqual(bytes);
      }
    }),
  );
});

test('the digits are those of the page on the format', async () => {
  const bytes = new Uint8Array(20).map((_, at) => at * 13);

  const code = await formatRecoveryCode(bytes);

  expect(code).toBe('006H-M9SM-8575-PT3N-GA7S-SADP-RF8D-VTQQ-EG');
});

test('a slip of the pen is found', async () => {
  const code = await formatRecoveryCode(new Uint8Array(20).map((_, at) => 251 * at));
  const wrong = (text: string) => expect(parseRecoveryCode(text)).resolves.toBeUndefined();

  await wrong('');
  await wrong(code.slice(0, -1));
  await wrong(`${code}0`);
  await wrong(`U${code.slice(1)}`);
  await wrong(`${code[1]}${code[0]}${code.slice(2)}`);
  await wrong(`${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`);
});
