import { expect, test } from 'vitest';
import { initials } from './initials.ts';

test.each([
  ['Ines Marten', 'IM'],
  ['Pat', 'P'],
  ['pat.example@contoso.example', 'PE'],
  ['Ana Maria de la Cruz', 'AC'],
  ['李 小龍', '李小'],
  ['42', ''],
  ['', ''],
])('%j is marked %j', (name, mark) => {
  expect(initials(name)).toBe(mark);
});
