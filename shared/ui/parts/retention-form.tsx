import { useSignal } from '@preact/signals';
import { DEFAULT_RETENTION, type RetentionRule } from '../../model/retention.ts';
import { KEEP_EVERYTHING, ruleWords } from '../retention-words.ts';
import { Dialog } from './dialog.tsx';

const LINES: readonly { name: keyof RetentionRule; label: string; unit: string }[] = [
  { name: 'withinDays', label: 'Everything of the last', unit: 'days' },
  { name: 'last', label: 'And at least the last', unit: 'copies' },
  { name: 'hourly', label: 'Then one an hour for', unit: 'hours' },
  { name: 'daily', label: 'One a day for', unit: 'days' },
  { name: 'weekly', label: 'One a week for', unit: 'weeks' },
  { name: 'monthly', label: 'One a month for', unit: 'months' },
  { name: 'yearly', label: 'One a year for', unit: 'years' },
  { name: 'goneDays', label: 'What went from your mailbox, for', unit: 'days' },
];
const LARGEST = 99_999;

/** The rule in numbers, read back as a sentence while one types. */
export function RetentionForm(props: {
  rule: RetentionRule;
  onSave(rule: RetentionRule): void;
  onClose(): void;
}) {
  const rule = useSignal(props.rule);
  const preset = (label: string, to: RetentionRule) => (
    <button
      type="button"
      class="button small"
      onClick={() => {
        rule.value = to;
      }}
    >
      {label}
    </button>
  );
  return (
    <Dialog
      title="How long should it be kept?"
      answer={{ label: 'Keep it like that', run: () => props.onSave(rule.value) }}
      leave="Leave it as it was"
      onClose={props.onClose}
    >
      <div class="retention-form">
        <div class="line">
          {preset('Keep everything', KEEP_EVERYTHING)}
          {preset('Default', DEFAULT_RETENTION)}
        </div>
        {LINES.map(({ name, label, unit }) => (
          <label key={name}>
            <span>{label}</span>
            <input
              type="text"
              inputMode="numeric"
              autocomplete="off"
              value={rule.value[name]}
              onInput={(event) => {
                rule.value = { ...rule.value, [name]: numberIn(event.currentTarget.value) };
              }}
            />
            <span>{unit}</span>
          </label>
        ))}
        <p role="status">{ruleWords(rule.value)}</p>
        <p class="caption">
          A moment stays if any line says so. The newest always stays, and so does what is pinned.
          What goes, goes after the next copy.
        </p>
      </div>
    </Dialog>
  );
}

/** What is no digit counts for nothing; an empty field is 0. */
function numberIn(text: string): number {
  return Math.min(LARGEST, Number(text.replaceAll(/\D/g, '')));
}
