/** A day to choose, in the browser's own calendar. */
export function DayField(props: {
  label: string;
  day: { value: string };
  min?: string;
  max?: string;
}) {
  const { label, day, min, max } = props;
  return (
    <label class="day-field">
      {label}
      <input
        type="date"
        class="field"
        value={day.value}
        min={min}
        max={max}
        onChange={(event) => {
          day.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
