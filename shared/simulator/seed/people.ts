import type { Person } from '../content.ts';
import { between, pick, type Random } from './random.ts';

const GIVEN = [
  'Ada',
  'Bilal',
  'Chiara',
  'Dmitri',
  'Elif',
  'Finn',
  'Grace',
  'Hana',
  'Ivan',
  'Jürgen',
  'Keiko',
  'Léa',
  'Mateo',
  'Noor',
  'Olga',
  'Piotr',
  'Qing',
  'Rosa',
  'Søren',
  'Tomás',
  'Ulrike',
  'Vera',
  'Wei',
  'Ximena',
  'Yusuf',
  'Zoë',
] as const;
const FAMILY = [
  'Abbott',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Nakamura',
  'O’Brien',
  'Petrov',
  'Quintero',
  'Rossi',
  'Schäfer',
  'Tanaka',
  'Ünal',
  'Vogel',
  'Wang',
  'Xu',
  'Yılmaz',
  'Zieliński',
] as const;
const DOMAINS = [
  'harbour-architects.example',
  'nordbau.example',
  'atelier-lune.example',
  'kanzlei-vogel.example',
  'estudio-sol.example',
  'example.com',
  'example.org',
  'city-survey.example',
] as const;
const SENDERS = [
  { name: 'The Weekly Plan', address: 'news@weekly-plan.example' },
  { name: 'Railways', address: 'tickets@railways.example' },
  { name: 'Notifications', address: 'no-reply@tasks.example' },
  { name: 'Stationery & Co.', address: 'offers@stationery.example' },
] as const;

/** The people one person writes with. */
export function inventPeople(random: Random, count: number): [Person, ...Person[]] {
  const people = Array.from({ length: count }, () => inventPerson(random));
  return [inventPerson(random), ...people];
}

/** Machines that write to everybody. */
export function pickSender(random: Random): Person {
  return pick(random, SENDERS);
}

function inventPerson(random: Random): Person {
  const given = pick(random, GIVEN);
  const family = pick(random, FAMILY);
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .toLowerCase()
      .replace(/ı/g, 'i')
      .replace(/ł/g, 'l')
      .replace(/ø/g, 'o')
      .replace(/[^a-z]/g, '');
  const number = random() < 0.2 ? String(between(random, 2, 99)) : '';
  const address = `${plain(given)}.${plain(family)}${number}@${pick(random, DOMAINS)}`;
  // A few people are known by their address only.
  return { name: random() < 0.05 ? address : `${given} ${family}`, address };
}
