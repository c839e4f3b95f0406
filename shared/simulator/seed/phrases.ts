/** What people write, in the languages of the invented tenant. */
export interface Phrases {
  language: string;
  subjects: readonly [string, ...string[]];
  sentences: readonly [string, ...string[]];
  greetings: readonly [string, ...string[]];
  closings: readonly [string, ...string[]];
}

const EN: Phrases = {
  language: 'en',
  subjects: [
    'Harbour Street 14: new drawings',
    'Minutes of Tuesday’s meeting',
    'Invoice 2026-0417',
    'Can you look at this before Friday?',
    'Photos from the site visit',
    'Contract, second draft',
    'Lunch on Thursday',
    'Budget for the third quarter',
    'Handover: keys and meter readings',
    'Your booking is confirmed',
    'Question about the warranty',
    'Team day: who brings what',
    'Travel plans for October',
    'Offer for the roof repair',
  ],
  sentences: [
    'I have attached the new version; the changes are on pages 3 and 7.',
    'Could you let me know by the end of the week whether that works for you?',
    'The client was happy with the first proposal but would like to see two alternatives.',
    'We are still waiting for the surveyor, who promised his report for Monday.',
    'Please keep this between us until the contract has been signed.',
    'The costs are a little above what we had planned, mainly because of the windows.',
    'I will be on the train until noon and can be reached by message only.',
    'Thank you for the quick answer, that helps a lot.',
    'If nobody objects, I will order the material on Wednesday.',
    'There is a small mistake in the table: the totals do not include the tax.',
    'Let us talk about it on the phone, it is easier than in writing.',
    'The neighbours have agreed, so we can begin in the second week of May.',
    'I have moved the appointment to 14:30, the room stays the same.',
    'As discussed, here is the list of open points with a name behind each of them.',
  ],
  greetings: ['Hi Pat,', 'Dear Pat,', 'Good morning,', 'Hello all,'],
  closings: ['Best regards', 'Kind regards', 'Thanks', 'See you soon'],
};

const DE: Phrases = {
  language: 'de',
  subjects: [
    'Protokoll der Besprechung vom Dienstag',
    'Rechnung Nr. 4711 – Zahlungserinnerung',
    'Rückfrage zum Angebot für die Küche',
    'Übergabe der Schlüssel',
    'Bilder vom Grundstück',
    'Urlaubsvertretung im August',
    'Wichtig: Änderung der Öffnungszeiten',
    'Einladung zum Sommerfest',
  ],
  sentences: [
    'Anbei die überarbeitete Fassung, die Änderungen sind gelb markiert.',
    'Könnten Sie mir bis Freitag eine kurze Rückmeldung geben?',
    'Die Maße stimmen leider nicht, bitte prüfen Sie Seite 4 noch einmal.',
    'Der Termin am Donnerstag fällt aus, ein neuer Vorschlag folgt.',
    'Für die größeren Stücke brauchen wir zwei weitere Helfer.',
    'Vielen Dank für die schnelle Antwort und das Entgegenkommen.',
    'Wir haben die Unterlagen an das Bauamt weitergeleitet.',
    'Über den Preis müssten wir noch einmal sprechen.',
  ],
  greetings: ['Hallo Pat,', 'Sehr geehrte Damen und Herren,', 'Guten Tag,'],
  closings: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Herzliche Grüße'],
};

const FR: Phrases = {
  language: 'fr',
  subjects: [
    'Compte rendu de la réunion',
    'Devis pour les travaux d’été',
    'Réservation confirmée – hôtel à Nîmes',
    'Facture n° 2026/118',
    'Question à propos du contrat',
    'Photos du chantier',
  ],
  sentences: [
    'Vous trouverez ci-joint la nouvelle version du document.',
    'Pourriez-vous me répondre avant la fin de la semaine ?',
    'Le client préfère la deuxième solution, à condition de garder le même délai.',
    'Nous avons reçu les pièces, mais il manque encore deux signatures.',
    'Merci beaucoup pour votre réponse rapide.',
    'La réunion est déplacée à jeudi, même heure, même salle.',
  ],
  greetings: ['Bonjour,', 'Chère Pat,', 'Bonjour à tous,'],
  closings: ['Cordialement', 'Bien à vous', 'À bientôt'],
};

const ES: Phrases = {
  language: 'es',
  subjects: [
    'Presupuesto para la reforma del baño',
    '¿Nos vemos el jueves?',
    'Factura de septiembre',
    'Fotos de la reunión',
    'Cambio de horario',
  ],
  sentences: [
    'Te adjunto la última versión con los cambios que comentamos.',
    '¿Podrías confirmarme si te viene bien el lunes por la mañana?',
    'El proveedor nos ha pedido una semana más de plazo.',
    'Muchas gracias por tu ayuda, ha sido muy útil.',
    'El año que viene habrá que revisar las condiciones.',
  ],
  greetings: ['Hola, Pat:', 'Buenos días:', 'Estimada Pat:'],
  closings: ['Un saludo', 'Saludos cordiales', 'Hasta pronto'],
};

const IT: Phrases = {
  language: 'it',
  subjects: [
    'Preventivo aggiornato',
    'Riunione di venerdì',
    'Foto del cantiere',
    'Fattura 88/2026',
  ],
  sentences: [
    'In allegato trovi la versione aggiornata del preventivo.',
    'Fammi sapere se l’orario va bene, altrimenti cerchiamo un’altra data.',
    'Il fornitore è in ritardo, ma la consegna è confermata per martedì.',
    'Grazie mille per la disponibilità.',
  ],
  greetings: ['Ciao Pat,', 'Buongiorno,'],
  closings: ['Un caro saluto', 'Cordiali saluti'],
};

const JA: Phrases = {
  language: 'ja',
  subjects: ['会議の議事録について', 'お見積書の送付', '来週の打ち合わせ', '写真を送ります'],
  sentences: [
    'いつもお世話になっております。',
    '資料を添付いたしましたので、ご確認をお願いいたします。',
    '来週の水曜日の午後はご都合いかがでしょうか。',
    '修正箇所は三ページ目にまとめてあります。',
    '引き続きよろしくお願いいたします。',
  ],
  greetings: ['パット様', 'お世話になっております。'],
  closings: ['よろしくお願いいたします。', '敬具'],
};

const ZH: Phrases = {
  language: 'zh',
  subjects: ['关于合同的修改意见', '会议纪要', '十月份的报价单', '现场照片'],
  sentences: [
    '附件是最新的版本,请您查收。',
    '如果没有问题,我们星期五可以签字。',
    '供应商要求把交货时间推迟一周。',
    '非常感谢您的帮助。',
  ],
  greetings: ['您好:', '各位好:'],
  closings: ['此致敬礼', '祝好'],
};

const PL: Phrases = {
  language: 'pl',
  subjects: [
    'Oferta na remont dachu',
    'Protokół ze spotkania',
    'Zdjęcia z budowy',
    'Faktura 17/2026',
  ],
  sentences: [
    'W załączeniu przesyłam poprawioną wersję umowy.',
    'Proszę o odpowiedź do końca tygodnia.',
    'Dziękuję za szybką reakcję i życzę miłego dnia.',
    'Część okien przyjedzie dopiero w przyszłym miesiącu.',
  ],
  greetings: ['Dzień dobry,', 'Cześć Pat,'],
  closings: ['Pozdrawiam serdecznie', 'Z poważaniem'],
};

const AR: Phrases = {
  language: 'ar',
  subjects: ['محضر الاجتماع', 'عرض الأسعار الجديد', 'صور الموقع'],
  sentences: [
    'تجدون في المرفق النسخة الأخيرة من العقد.',
    'هل يناسبكم موعد يوم الثلاثاء صباحًا؟',
    'شكرًا جزيلًا على الرد السريع.',
  ],
  greetings: ['مرحبًا،', 'السلام عليكم،'],
  closings: ['مع أطيب التحيات', 'تحياتي'],
};

/** As often as the language is written: English about half of the time. */
export const LANGUAGE_MIX: readonly [Phrases, ...Phrases[]] = [
  EN,
  EN,
  EN,
  EN,
  EN,
  EN,
  EN,
  EN,
  EN,
  DE,
  DE,
  DE,
  FR,
  FR,
  ES,
  IT,
  JA,
  ZH,
  PL,
  AR,
];
