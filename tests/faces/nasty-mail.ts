import type { MailFile } from '../../shared/simulator/load-eml.ts';

let made = 0;

/**
 * Mail as it should not be and is: broken, odd and old ways of writing a message, one of each, made
 * up by us after what RFC 2045 to 2049, 5322 and 8551 forbid or what mailboxes are known to hold.
 * Text is Latin-1: one character is one byte.
 */
export const NASTY_MAIL: readonly MailFile[] = [
  mail('no bytes at all', ''),
  mail('only line ends', '\r\n\r\n\r\n'),
  mail('no headers', '\r\nA text, and nothing that says from whom.\r\n'),
  mail('no body', `${head('No body')}`),
  mail('bare line feeds', `${head('Bare line feeds').replaceAll('\r', '')}\nOne\nTwo\n`),
  mail('bare carriage returns', `${head('Bare carriage returns')}\r\nOne\rTwo\rThree`),
  mail('8-bit junk', `${head('Junk \xff\xfe\x80')}\r\n\x80\x81\xfe\xff \x00\x01\x02 end`),
  mail(
    'unknown charset',
    `${head('Unknown charset')}Content-Type: text/plain; charset=x-klingon\r\n\r\nGr\xfc\xdfe\r\n`,
  ),
  mail(
    'wrong charset',
    `${head('Wrong charset')}Content-Type: text/plain; charset=utf-8\r\n\r\nGr\xfc\xdfe \xc3\x28\r\n`,
  ),
  mail(
    'stateful charset',
    `${head('=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=')}Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$BF|K\\8l\x1b(B\r\n`,
  ),
  mail(
    'broken encoded words',
    `${head('=?utf-8?Q?Half=20a?= =?utf-8?B?////?= =?x?Z?no?= =?utf-8?Q?')}\r\nText\r\n`,
  ),
  mail(
    'broken base64',
    `${head('Broken base64')}${type('text/plain')}Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8*gd29y!bGQ=\r\n=====\r\nSGVsb`,
  ),
  mail(
    'broken quoted-printable',
    `${head('Broken quoted-printable')}${type('text/plain; charset=utf-8')}Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=2 =ZZ=\r\n=\r\n=E2=82=AC ==\r\n`,
  ),
  mail(
    'unknown encoding',
    `${head('Unknown encoding')}Content-Transfer-Encoding: x-rot\r\n\r\nGrkg\r\n`,
  ),
  mail(
    'a multipart without a boundary',
    `${head('No boundary')}${type('multipart/mixed')}\r\nText\r\n`,
  ),
  mail(
    'a multipart that never ends',
    parts('Never ends', 'mixed', ['text/plain', 'Open end'], false),
  ),
  mail(
    'the same boundary inside',
    parts('Boundary twice', 'mixed', [
      'multipart/alternative; boundary="b"',
      '--b\r\nContent-Type: text/plain\r\n\r\nInner\r\n--b--',
    ]),
  ),
  mail(
    'a boundary of blanks and signs',
    `${head('Odd boundary')}${type(`multipart/mixed; boundary=" '()+_,-./:=? "`)}\r\n-- '()+_,-./:=?\r\n\r\nText\r\n-- '()+_,-./:=?--\r\n`,
  ),
  mail('no parts', `${head('No parts')}${type('multipart/mixed; boundary=b')}\r\n--b--\r\n`),
  mail('deeply nested parts', nest(40)),
  mail(
    'a message in a message in a message',
    forward('Outer', forward('Middle', `${head('Inner')}\r\nThe innermost text\r\n`)),
  ),
  mail('an empty message inside', forward('Empty inside', '')),
  mail('a huge header', `${head('Huge header')}X-Long: ${'word '.repeat(16_000)}\r\n\r\nText\r\n`),
  mail(
    'very many headers',
    `${head('Many headers')}${Array.from({ length: 600 }, (_, at) => `X-Number-${at}: ${at}\r\n`).join('')}\r\nText\r\n`,
  ),
  mail(
    'very many recipients',
    `${head('Many recipients', `To: ${Array.from({ length: 300 }, (_, at) => `"Person, ${at}" <p${at}@example.org>`).join(',\r\n ')}\r\n`)}\r\nText\r\n`,
  ),
  mail(
    'addresses that are none',
    `${head('Odd addresses', 'To: undisclosed-recipients:;\r\nCc: <>, @, "" <a@example.org>, nobody\r\nReply-To: \xe4\xf6\r\n')}\r\nText\r\n`,
  ),
  mail(
    'twice the same header',
    `${head('First')}Subject: Second\r\nFrom: other@example.org\r\n\r\nText\r\n`,
  ),
  mail(
    'a date that is none',
    `Subject: No such date\r\nFrom: a@example.org\r\nDate: 31 Feb 99 25:61\r\n\r\nText\r\n`,
  ),
  mail(
    'a date before all mail',
    `Subject: Old\r\nFrom: a@example.org\r\nDate: Thu, 01 Jan 1970 00:00:00 +0000\r\n\r\nText\r\n`,
  ),
  mail('a folded subject', `${head('One\r\n two\r\n\tthree')}\r\nText\r\n`),
  mail('a very long line', `${head('Long line')}\r\n${'x'.repeat(200_000)}\r\n`),
  mail(
    'a picture in the text',
    parts(
      'Picture',
      'related',
      ['text/html', '<p>Here: <img src="cid:dot@example.org" alt="dot"></p>'],
      true,
      [
        'image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <dot@example.org>\r\nContent-Disposition: inline; filename=dot.png',
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      ],
    ),
  ),
  mail(
    'a picture that is not there',
    `${head('Lost picture')}${type('text/html')}\r\n<p>Here: <img src="cid:gone@example.org"></p>`,
  ),
  mail(
    'script, forms and frames',
    `${head('<script>alert(1)</script>')}${type('text/html')}\r\n<body onload="alert(1)"><script>document.title='bad'</script><form action="https://bad.example/"><input name=a></form><iframe src="https://bad.example/"></iframe><img src="https://bad.example/x.png" onerror="alert(1)"><a href="javascript:alert(1)">x</a><style>*{background:url(https://bad.example/y)}</style><svg><script>alert(1)</script></svg><p>Text</p>`,
  ),
  mail(
    'HTML that is not closed',
    `${head('Not closed')}${type('text/html')}\r\n<html><body><table><tr><td><b><i><div><!-- <p>Text &amp &#0; &#x110000; &nosuch; <`,
  ),
  mail(
    'names of files that lead elsewhere',
    parts('Names', 'mixed', ['text/plain', 'Text'], true, [
      'application/octet-stream; name="../../etc/passwd"\r\nContent-Disposition: attachment; filename="..\\\\..\\\\a:b*?<>|.exe"',
      'bytes',
    ]),
  ),
  mail(
    'two files of one name, and one without',
    parts(
      'Same name',
      'mixed',
      ['text/plain', 'Text'],
      true,
      ...[1, 2].flatMap((each) => [
        [
          'application/x-data\r\nContent-Disposition: attachment; filename=a.dat',
          `bytes ${each}`,
        ] as const,
        ['application/x-data', `nameless ${each}`] as const,
      ]),
    ),
  ),
  mail(
    'an attachment of no bytes',
    parts('No bytes', 'mixed', ['text/plain', 'Text'], true, [
      'application/pdf\r\nContent-Disposition: attachment; filename=empty.pdf',
      '',
    ]),
  ),
  mail(
    'an encoded name of a file in pieces',
    parts('RFC 2231', 'mixed', ['text/plain', 'Text'], true, [
      "application/pdf;\r\n name*0*=utf-8''%e2%82;\r\n name*1*=%ac%20rates;\r\n name*2=.pdf\r\nContent-Disposition: attachment",
      '%PDF-1.4',
    ]),
  ),
  mail(
    'what Outlook packs for itself',
    parts('winmail', 'mixed', ['text/plain', 'Text'], true, [
      'application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="winmail.dat"',
      'eJ8+IgEAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQAAAAAAADoAAEIgAcAGAAAAElQTS5NaWNy',
    ]),
  ),
  mail(
    'encoded by uuencode',
    `${head('uuencode')}\r\nText before\r\n\r\nbegin 644 a.txt\r\n%:&5L;&\\*\r\n\`\r\nend\r\n`,
  ),
  mail(
    'signed in the clear',
    parts(
      'Signed',
      'signed; protocol="application/pkcs7-signature"; micalg=sha-256',
      ['text/plain', 'Signed text'],
      true,
      [
        'application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64',
        'MIAGCSqGSIb3DQEHAqCA',
      ],
    ),
  ),
  mail(
    'encrypted',
    `${head('Encrypted')}${type('application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m')}Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAx\r\n`,
  ),
  mail(
    'not delivered',
    parts(
      'Undelivered',
      'report; report-type=delivery-status',
      ['text/plain', 'It did not arrive.'],
      true,
      [
        'message/delivery-status',
        'Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; nobody@example.org\r\nAction: failed\r\nStatus: 5.1.1',
      ],
      ['message/rfc822', `${head('The one that did not')}\r\nText`],
    ),
  ),
  mail(
    'an invitation',
    parts('Invitation', 'alternative', ['text/plain', 'Come'], true, [
      'text/calendar; method=REQUEST; charset=utf-8',
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTART:20260101T100000Z\r\nSUMMARY:Come\r\nEND:VEVENT\r\nEND:VCALENDAR',
    ]),
  ),
  mail(
    'a part of a message',
    `${head('Partial')}${type('message/partial; id="a@example.org"; number=1; total=2')}\r\n${head('Whole')}\r\nHalf of it\r\n`,
  ),
  mail(
    'a file elsewhere',
    `${head('External')}${type('message/external-body; access-type=anon-ftp; site=ftp.example.org; name=a')}\r\nContent-Type: text/plain\r\n\r\n`,
  ),
  mail(
    'a line of a mailbox file before all',
    `From a@example.org Thu Jan  1 00:00:00 2026\r\n${head('mbox')}\r\nText\r\n>From here\r\n`,
  ),
  mail(
    'written from right to left',
    `${head('=?utf-8?B?16nXnNeV150=?= \xe2\x80\xae cod.exe')}${type('text/plain; charset=utf-8')}\r\n\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\r\n`,
  ),
];

function mail(name: string, text: string): MailFile {
  return { path: `Nasty/${name}.eml`, bytes: Uint8Array.from(text, (sign) => sign.charCodeAt(0)) };
}

function head(subject: string, people = 'To: pat@example.com\r\n'): string {
  made += 1;
  const date = 'Mon, 5 Jan 2026 10:00:00 +0100';
  return `From: "N. Asty" <nasty@example.org>\r\n${people}Subject: ${subject}\r\nDate: ${date}\r\nMessage-ID: <nasty-${made}@example.org>\r\nMIME-Version: 1.0\r\n`;
}

function type(value: string): string {
  return `Content-Type: ${value}\r\n`;
}

type Part = readonly [type: string, content: string];

function parts(
  subject: string,
  kind: string,
  first: Part,
  isClosed = true,
  ...rest: Part[]
): string {
  const each = [first, ...rest].map(([of, content]) => `--b\r\n${type(of)}\r\n${content}\r\n`);
  const [name, ...more] = kind.split(';');
  const parameters = ['boundary=b', ...more.map((text) => text.trim())].join('; ');
  return `${head(subject)}${type(`multipart/${name}; ${parameters}`)}\r\n${each.join('')}${isClosed ? '--b--\r\n' : ''}`;
}

function forward(subject: string, inner: string): string {
  const boundary = `f${inner.length}`;
  return `${head(subject)}${type(`multipart/mixed; boundary=${boundary}`)}\r\n--${boundary}\r\n\r\nSee below\r\n--${boundary}\r\n${type('message/rfc822')}\r\n${inner}\r\n--${boundary}--\r\n`;
}

function nest(depth: number): string {
  let inner = `${type('text/plain')}\r\nAt the bottom\r\n`;
  for (let at = 0; at < depth; at += 1) {
    inner = `${type(`multipart/mixed; boundary=n${at}`)}\r\n--n${at}\r\n${inner}\r\n--n${at}--\r\n`;
  }
  return `${head('Deep')}${inner}`;
}
