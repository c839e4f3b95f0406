/** Talks that are written out. `>` is said by the account; in brackets what is beside the words. */
export const CHAT_TALKS: readonly {
  topic: string | null;
  people: number;
  lines: readonly string[];
}[] = [
  {
    topic: null,
    people: 1,
    lines: [
      'Morning! Did the survey come in?',
      '> It did, an hour ago. The east corner is 12 cm off.',
      'Twelve?? On whose side?',
      '> Ours, I am afraid.',
      '[picture] This is what I had in mind for the stairs then',
      '> [answer] That could work. The landing gets narrow though',
      '[edited] I will redraw it by Wednesday',
      '> Thank you 🙏',
    ],
  },
  {
    topic: null,
    people: 1,
    lines: [
      'Hast du kurz Zeit? Es geht um die Rechnung vom März.',
      '> Klar, um zehn?',
      '[file] Hier ist sie noch einmal, mit den Stunden',
      '> Passt so. Ich gebe sie heute frei.',
      'Super, danke dir!',
      '[deleted] Ach, und noch etwas …',
    ],
  },
  {
    topic: 'Harbour Street 14',
    people: 4,
    lines: [
      'New folder for everything about the house, so that it is in one place',
      '> Good. I put the old drawings in as well.',
      '[file] Drawings, ground floor to roof',
      'The owner asks whether the kitchen can move to the garden side',
      '> [answer] It can, the pipe is under the hall anyway',
      '[picture] Sketch from this morning',
      'Nice light!',
      '[urgent] The inspector comes on Tuesday at eight, somebody has to be there',
      '> I can be there.',
      '[code] And these are the areas, should anybody want to check them',
    ],
  },
  {
    topic: 'Déjeuner du jeudi',
    people: 3,
    lines: [
      'On va où cette semaine ?',
      '> Pas le même endroit, la dernière fois on a attendu une heure',
      'Il y a une crêperie qui vient d’ouvrir, rue du Port',
      '> Parfait, à midi et demi ?',
      'Je réserve pour cinq',
    ],
  },
  {
    topic: '見積もりの件',
    people: 2,
    lines: [
      'お疲れさまです。見積書の確認をお願いします。',
      '> 確認しました。三ページ目の金額だけ直してください。',
      '[file] 直しました、こちらです',
      '> ありがとうございます。これで進めましょう。',
    ],
  },
  {
    topic: null,
    people: 1,
    lines: ['Tu peux me rappeler demain ?', '> Oui, vers 9 h', '👍'],
  },
];

/** Names of groups that only talk. */
export const CHAT_OPENINGS: readonly string[] = [
  'Office move',
  'Bike repair & co.',
  'Summer party 🌞',
  'Nordbau – Außenanlagen',
  'Who has the projector?',
  'Estudio Sol',
  'Reading round',
  'Архив',
];

export const CHAT_LINES: readonly string[] = [
  'Who is in today?',
  'I am, until four',
  'Can somebody let the painter in?',
  'Done',
  'On my way',
  'The printer on the second floor is out of paper again',
  'There is cake in the kitchen 🍰',
  'Saved two pieces for the afternoon',
  'I moved the meeting to Thursday, the room was taken',
  'Thanks, that helps a lot',
  'Could you look at page three before it goes out?',
  'Looks good to me',
  'One typo: it says 2025 twice',
  'Fixed, have another look please',
  'Perfect',
  'Ich bin ab 14 Uhr wieder da',
  'Alles klar, bis später',
  'Merci beaucoup !',
  'De nada 😊',
  'The train is late, start without me',
  'We waited, no problem',
  'What was the name of the company with the green doors?',
  'I will ask and tell you',
  'Let us decide that next week, there is no hurry',
  'Agreed',
  'The key is at the front desk, in the blue envelope',
  'Has anybody seen my charger? Black, long cable',
  'Under the sofa in the small room',
  'You are a hero',
  'Numbers for the quarter are in the usual place',
  'Слишком рано радоваться, но похоже, что всё получилось',
  'お先に失礼します',
  'That link does not open for me, could you share it again?',
  'Try now',
  'Works, thank you',
];
