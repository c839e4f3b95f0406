import { expect, test } from 'vitest';
import { CLOUDS } from '../../model/settings.ts';
import { cloudFrom } from './cloud-form.tsx';

test('a known cloud has its own addresses, whatever was typed before', () => {
  expect(cloudFrom('china', 'https://elsewhere.example', '')).toEqual(CLOUDS.china);
});

test('another address is taken by its origin', () => {
  expect(cloudFrom('custom', ' https://login.example/ ', 'http://localhost:8080')).toEqual({
    name: 'custom',
    login: 'https://login.example',
    graph: 'http://localhost:8080',
  });
});

test.each([
  'http://login.example',
  'ftp://login.example',
  'javascript:alert(1)',
  'https://login.example/common',
  '',
])('no password is sent to %j', (address) => {
  expect(cloudFrom('custom', address, 'https://graph.example')).toBeUndefined();
});
