/** How a file is shown; `none` is told in words only. */
export type ShownAs =
  | 'picture'
  | 'pdf'
  | 'text'
  | 'code'
  | 'table'
  | 'json'
  | 'markdown'
  | 'web'
  | 'document'
  | 'sheet'
  | 'slides'
  | 'sound'
  | 'film'
  | 'undecoded'
  | 'none';

export interface FileKind {
  shownAs: ShownAs;
  /** In words, as within a sentence: "Word document". */
  words: string;
  /**
   * The media type the browser is told. Of our own choosing and never from the file's sender, so that
   * nothing is ever taken for a page.
   */
  type: string;
}

const kind = (shownAs: ShownAs, words: string, type = 'application/octet-stream'): FileKind => ({
  shownAs,
  words,
  type,
});

/** Kinds whose bytes tell what they are. */
export const KINDS = {
  png: kind('picture', 'PNG picture', 'image/png'),
  jpeg: kind('picture', 'JPEG picture', 'image/jpeg'),
  gif: kind('picture', 'GIF picture', 'image/gif'),
  webp: kind('picture', 'WebP picture', 'image/webp'),
  avif: kind('picture', 'AVIF picture', 'image/avif'),
  bmp: kind('picture', 'Bitmap picture', 'image/bmp'),
  ico: kind('picture', 'Icon', 'image/x-icon'),
  svg: kind('picture', 'SVG drawing', 'image/svg+xml'),
  heic: kind('undecoded', 'HEIC picture'),
  tiff: kind('undecoded', 'TIFF picture'),
  raw: kind('undecoded', 'Raw photograph'),
  psd: kind('undecoded', 'Photoshop picture'),
  pdf: kind('pdf', 'PDF', 'application/pdf'),
  mp3: kind('sound', 'MP3 sound', 'audio/mpeg'),
  m4a: kind('sound', 'MPEG-4 sound', 'audio/mp4'),
  wav: kind('sound', 'WAV sound', 'audio/wav'),
  flac: kind('sound', 'FLAC sound', 'audio/flac'),
  ogg: kind('sound', 'Ogg sound', 'audio/ogg'),
  mp4: kind('film', 'MPEG-4 film', 'video/mp4'),
  webm: kind('film', 'WebM film', 'video/webm'),
  avi: kind('film', 'AVI film', 'video/x-msvideo'),
  zip: kind('none', 'Zip archive'),
  archive: kind('none', 'Archive'),
  compound: kind('none', 'Office file of an older kind'),
  rtf: kind('none', 'Rich text'),
  program: kind('none', 'Program'),
} as const satisfies Record<string, FileKind>;

const WORD = kind('document', 'Word document');
const EXCEL = kind('sheet', 'Excel workbook');
const POWERPOINT = kind('slides', 'PowerPoint presentation');
const CODE = kind('code', 'Source code', 'text/plain');
const TEXT = kind('text', 'Text', 'text/plain');
const PAGE = kind('web', 'Web page', 'text/plain');
const OLD_WORD = kind('none', 'Word document of an older kind (before 2007)');
const OLD_POWERPOINT = kind('none', 'PowerPoint presentation of an older kind (before 2007)');

const LISTED: readonly (readonly [extensions: string, FileKind])[] = [
  ['png apng', KINDS.png],
  ['jpg jpeg jpe jfif', KINDS.jpeg],
  ['gif', KINDS.gif],
  ['webp', KINDS.webp],
  ['avif', KINDS.avif],
  ['bmp dib', KINDS.bmp],
  ['ico cur', KINDS.ico],
  ['svg', KINDS.svg],
  ['heic heif', KINDS.heic],
  ['tif tiff', KINDS.tiff],
  ['dng cr2 cr3 nef arw raf orf rw2 pef srw', KINDS.raw],
  ['psd psb', KINDS.psd],
  ['emf wmf', kind('undecoded', 'Windows drawing')],
  ['jp2 jpx jxl', kind('undecoded', 'JPEG 2000 or XL picture')],
  ['eps ai', kind('undecoded', 'PostScript drawing')],
  ['djvu djv', kind('undecoded', 'DjVu document')],
  ['pdf', KINDS.pdf],
  ['txt text log nfo readme', TEXT],
  ['eml', kind('text', 'Mail message', 'text/plain')],
  ['ics ical', kind('text', 'Calendar entries', 'text/plain')],
  ['vcf', kind('text', 'Contact card', 'text/plain')],
  ['srt vtt', kind('text', 'Subtitles', 'text/plain')],
  ['csv', kind('table', 'Table (CSV)', 'text/plain')],
  ['tsv tab', kind('table', 'Table (TSV)', 'text/plain')],
  ['json geojson webmanifest ipynb', kind('json', 'JSON', 'text/plain')],
  ['md markdown mdown mkd', kind('markdown', 'Markdown', 'text/plain')],
  ['html htm xhtml', PAGE],
  [
    'js mjs cjs jsx ts mts cts tsx css scss less py rb php java kt c h cc cpp hpp cs go rs swift m mm lua pl r jl sql sh bash zsh fish ps1 bat cmd vb vbs bas f90 hs ml clj ex erl dart scala groovy gradle tex bib asm s patch diff',
    CODE,
  ],
  ['vue svelte astro', CODE],
  ['xml xsl xsd xslt kml gpx rss atom plist resx tid', kind('code', 'XML or markup', 'text/plain')],
  [
    'yaml yml toml ini cfg conf properties env editorconfig gitignore gitattributes jsonl ndjson json5 jsonc lock',
    kind('code', 'Settings', 'text/plain'),
  ],
  ['docx docm dotx dotm', WORD],
  ['odt ott', kind('document', 'OpenDocument text')],
  ['xlsx xlsm xltx xltm xlsb xls xlt', EXCEL],
  ['ods ots', kind('sheet', 'OpenDocument spreadsheet')],
  ['pptx pptm ppsx ppsm potx', POWERPOINT],
  ['odp otp', kind('slides', 'OpenDocument presentation')],
  ['doc dot', OLD_WORD],
  ['ppt pps pot', OLD_POWERPOINT],
  ['rtf', KINDS.rtf],
  ['msg', kind('none', 'Outlook message')],
  ['pst ost', kind('none', 'Outlook data file')],
  ['one onetoc2 onepkg', kind('none', 'OneNote section')],
  ['pub', kind('none', 'Publisher document')],
  ['vsd vsdx vsdm', kind('none', 'Visio drawing')],
  ['mpp', kind('none', 'Project plan')],
  ['accdb mdb', kind('none', 'Access database')],
  ['epub', kind('none', 'E-book')],
  ['mp3', KINDS.mp3],
  ['m4a aac', KINDS.m4a],
  ['wav', KINDS.wav],
  ['flac', KINDS.flac],
  ['ogg oga opus', KINDS.ogg],
  ['wma aiff aif mid midi amr', kind('sound', 'Sound', 'audio/x-unknown')],
  ['mp4 m4v', KINDS.mp4],
  ['mov qt', kind('film', 'QuickTime film', 'video/mp4')],
  ['webm mkv', KINDS.webm],
  ['ogv', kind('film', 'Ogg film', 'video/ogg')],
  ['avi', KINDS.avi],
  ['wmv mpg mpeg 3gp', kind('film', 'Film', 'video/x-unknown')],
  ['zip', KINDS.zip],
  ['7z rar gz tgz tar bz2 xz zst', KINDS.archive],
  ['exe dll msi com scr sys', KINDS.program],
  ['iso img dmg vhd vhdx', kind('none', 'Disk image')],
  ['ttf otf woff woff2', kind('none', 'Font')],
  ['sqlite db', kind('none', 'Database')],
];

const KINDS_BY_EXTENSION: ReadonlyMap<string, FileKind> = new Map(
  LISTED.flatMap(([extensions, each]) =>
    extensions.split(' ').map((extension) => [extension, each] as const),
  ),
);

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** For what has no extension: attachments mostly. */
const KINDS_BY_TYPE: ReadonlyMap<string, FileKind> = new Map([
  ...Object.values(KINDS)
    .filter(({ type }) => type !== 'application/octet-stream')
    .map((each): [string, FileKind] => [each.type, each]),
  ['image/heic', KINDS.heic],
  ['image/tiff', KINDS.tiff],
  ['image/vnd.microsoft.icon', KINDS.ico],
  ['text/plain', TEXT],
  ['text/html', PAGE],
  ['text/csv', kind('table', 'Table (CSV)', 'text/plain')],
  ['text/markdown', kind('markdown', 'Markdown', 'text/plain')],
  ['application/json', kind('json', 'JSON', 'text/plain')],
  ['application/zip', KINDS.zip],
  [`${OFFICE}.wordprocessingml.document`, WORD],
  [`${OFFICE}.spreadsheetml.sheet`, EXCEL],
  ['application/vnd.ms-excel', EXCEL],
  [`${OFFICE}.presentationml.presentation`, POWERPOINT],
  ['application/msword', OLD_WORD],
  ['application/vnd.ms-powerpoint', OLD_POWERPOINT],
]);

/** The letters after the last dot, in lower case; empty without one. */
function extensionOf(name: string): string {
  return /\.([^.\s/\\]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Of which neither name nor type tells anything. */
export const UNKNOWN: FileKind = {
  shownAs: 'none',
  words: 'File',
  type: 'application/octet-stream',
};

/** What name and type promise; enough for an icon and for whether to load it at all. */
export function promisedKind(name: string, type: string): FileKind {
  const byName = KINDS_BY_EXTENSION.get(extensionOf(name));
  if (byName) return byName;
  const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return KINDS_BY_TYPE.get(plain) ?? UNKNOWN;
}
