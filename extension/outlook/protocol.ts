import * as v from 'valibot';

/**
 * What the overlay in Outlook's page may ask, and what it is told: no tokens, no bodies, nothing it
 * doesn't show. Both ends parse what they get. One ask has one answer; `tell` comes by itself and
 * says only that it is worth asking again.
 */

/** An id or name that the page has in its hands: long enough for all of Microsoft's, no longer. */
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));

/**
 * What the page shows, as far as could be read from it. All of it is a hint: the answer comes from
 * what is kept and from Microsoft. Ids are in Graph's alphabet.
 */
export const PlaceSchema = v.object({
  /** The address the page shows as signed in; null when it shows none. */
  address: v.nullable(Name),
  folder: v.nullable(
    v.variant('by', [
      v.object({ by: v.literal('role'), role: Name }),
      v.object({ by: v.literal('id'), id: Name }),
      /** By the names the folder pane shows; when there is no such folder, it is the inbox. */
      v.object({ by: v.literal('path'), path: v.pipe(v.array(Name), v.maxLength(32)) }),
    ]),
  ),
  /** The conversation that is open. */
  conversation: v.nullable(Name),
  /** The message that is open, where the page names one: in the default or the immutable form. */
  item: v.nullable(Name),
});
export type Place = v.InferOutput<typeof PlaceSchema>;

const Row = v.pipe(v.number(), v.integer(), v.minValue(0));
const Rows = v.pipe(v.array(Row), v.minLength(1), v.maxLength(5000));
const AfterSchema = v.object({ value: v.union([v.string(), v.number()]), row: Row });

export const AskSchema = v.variant('ask', [
  /** What is there to say of this place? */
  v.object({ ask: v.literal('look'), place: PlaceSchema }),
  /** A page of what is gone from the folder, newest first. */
  v.object({ ask: v.literal('gone'), place: PlaceSchema, after: v.nullable(AfterSchema) }),
  /** A row of this conversation has just left the page's list: is there something to restore? */
  v.object({ ask: v.literal('vanished'), place: PlaceSchema, conversation: Name }),
  /** Which of the conversations in the page's list have something to say? In the list's order. */
  v.object({
    ask: v.literal('marks'),
    place: PlaceSchema,
    conversations: v.pipe(v.array(Name), v.minLength(1), v.maxLength(80)),
  }),
  /**
   * Restores rows it was shown for this place, or all that is gone from its folder but for some;
   * what is not of the place is refused.
   */
  v.object({
    ask: v.literal('restore'),
    place: PlaceSchema,
    rows: v.union([v.literal('all'), Rows]),
    except: v.pipe(v.array(Row), v.maxLength(5000)),
  }),
  /** Opens Microsoft's window, in which the person allows putting messages back. */
  v.object({ ask: v.literal('allow'), place: PlaceSchema }),
  v.object({ ask: v.literal('progress'), place: PlaceSchema, job: Name }),
  v.object({ ask: v.literal('undo'), place: PlaceSchema, journal: Name }),
  /** Opens Holdfast at the folder or conversation of this place. */
  v.object({ ask: v.literal('open'), place: PlaceSchema }),
  /** The person has folded the strip, or unfolded it: remembered. */
  v.object({ ask: v.literal('fold'), folded: v.boolean() }),
  /** Which parts of the page could not be found; the popup tells. */
  v.object({ ask: v.literal('missing'), anchors: v.pipe(v.array(Name), v.maxLength(20)) }),
]);
export type Ask = v.InferOutput<typeof AskSchema>;
export type AskOf<Kind extends Ask['ask']> = Extract<Ask, { ask: Kind }>;

const When = v.pipe(v.string(), v.maxLength(40));
const ShownRowSchema = v.object({
  row: Row,
  subject: v.string(),
  from: v.string(),
  /** ISO 8601, UTC. */
  date: When,
  preview: v.string(),
  /** `gone`: nowhere in the mailbox. `moved`: in another folder, named by `where`. */
  state: v.picklist(['here', 'moved', 'gone']),
  /** It is gone, or in a bin: there is something to restore. */
  restorable: v.boolean(),
  /** ISO 8601: the last copy that still had it there; null while it is. */
  lastSeenAt: v.nullable(When),
  where: v.nullable(v.string()),
  /** How many earlier states of it are kept, and what differed in the last one before. */
  earlier: v.object({ count: v.number(), differed: v.array(v.string()) }),
});
export type ShownRow = v.InferOutput<typeof ShownRowSchema>;

const SightSchema = v.object({
  /** `none`: nobody is signed in to Holdfast, or not with this address; nothing is shown. */
  state: v.picklist(['ready', 'none', 'locked', 'signed-out', 'starting']),
  /** ISO 8601: the last copy; null before the first. */
  copiedAt: v.nullable(When),
  isCopying: v.boolean(),
  folded: v.boolean(),
  folder: v.nullable(
    v.object({
      name: v.string(),
      role: v.nullable(v.string()),
      /** How many things of it are in the newest copy, and how many are in the mailbox no more. */
      present: v.number(),
      gone: v.number(),
      /** ISO 8601: between which copies they went; null when none is gone. */
      from: v.nullable(When),
      to: v.nullable(When),
    }),
  ),
  conversation: v.nullable(
    v.object({ since: v.nullable(When), rows: v.pipe(v.array(ShownRowSchema), v.maxLength(200)) }),
  ),
});
/** What there is to say of a place. */
export type Sight = v.InferOutput<typeof SightSchema>;

const JobSchema = v.object({
  job: Name,
  state: v.picklist(['running', 'waiting', 'ended']),
  done: v.number(),
  total: v.number(),
  failed: v.number(),
  /** For taking it back; null until something was done. */
  journal: v.nullable(Name),
  /** Row by row, when ended: `equal` was read back from Microsoft and compared. */
  rows: v.array(
    v.object({ row: Row, state: v.picklist(['equal', 'differs', 'left-alone', 'failed']) }),
  ),
  /** In plain words, when something did not work; says what to do. */
  remark: v.nullable(v.string()),
});
export type ShownJob = v.InferOutput<typeof JobSchema>;

/** Anything asked may be answered by a sentence instead. */
const TroubleSchema = v.object({ trouble: v.string() });

export const ANSWERS = {
  look: v.union([TroubleSchema, SightSchema]),
  gone: v.union([
    TroubleSchema,
    v.object({
      total: v.number(),
      rows: v.pipe(v.array(ShownRowSchema), v.maxLength(200)),
      next: v.nullable(AfterSchema),
    }),
  ]),
  vanished: v.union([TroubleSchema, v.object({ rows: v.array(ShownRowSchema) })]),
  marks: v.union([
    TroubleSchema,
    v.object({
      /** Conversations with gone parts or earlier states. */
      bars: v.array(Name),
      /** Conversations below which, in the order of time, messages are gone from the folder. */
      seams: v.array(Name),
    }),
  ]),
  /** `consent`: Microsoft has to be asked first; see `allow`. */
  restore: v.union([
    TroubleSchema,
    v.object({ consent: v.literal(true) }),
    v.object({ job: Name, total: v.number() }),
  ]),
  allow: v.union([TroubleSchema, v.object({ allowed: v.literal(true) })]),
  progress: v.union([TroubleSchema, JobSchema]),
  undo: v.union([TroubleSchema, v.object({ job: Name, total: v.number() })]),
  open: v.union([TroubleSchema, v.object({ opened: v.literal(true) })]),
  fold: v.object({ noted: v.literal(true) }),
  missing: v.object({ noted: v.literal(true) }),
} as const satisfies Record<Ask['ask'], v.GenericSchema>;
export type AnswerTo<Kind extends Ask['ask']> = v.InferOutput<(typeof ANSWERS)[Kind]>;

/**
 * What overlays are told: ask again, or open and close for the key pressed. `where` is asked by a
 * page of ours beside Outlook, and answered.
 */
export const TellSchema = v.object({ tell: v.picklist(['changed', 'toggle', 'where']) });
export type Tell = v.InferOutput<typeof TellSchema>;

/** The answer to `where`: what the page shows; null when it shows no mail. */
export const WhereSchema = v.object({ where: v.nullable(PlaceSchema) });
export type Where = v.InferOutput<typeof WhereSchema>;
