import type { Cloud, CloudName } from '../model/settings.ts';

export const CLOUD_WORDS: Readonly<Record<CloudName, string>> = {
  global: 'Microsoft 365 (worldwide)',
  'us-gov': 'US Government (GCC High)',
  'us-dod': 'US Government (DoD)',
  china: 'China (operated by 21Vianet)',
  custom: 'Another address',
};

export function cloudWords(cloud: Cloud): string {
  return cloud.name === 'custom' ? hostOf(cloud.login) : CLOUD_WORDS[cloud.name];
}

export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
