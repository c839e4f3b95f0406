/** As large as the place, or as large as it is. */
export function ZoomSwitch(props: { isWhole: boolean; onChange(isWhole: boolean): void }) {
  return (
    <TwoWays
      label="Size"
      first="Fit"
      second="100%"
      isFirst={props.isWhole}
      onChange={props.onChange}
    />
  );
}

/** Two buttons of which one is chosen. */
export function TwoWays(props: {
  label: string;
  first: string;
  second: string;
  isFirst: boolean;
  onChange(isFirst: boolean): void;
}) {
  return (
    <fieldset class="two-ways" aria-label={props.label}>
      {[true, false].map((isFirst) => (
        <button
          key={String(isFirst)}
          type="button"
          aria-pressed={isFirst === props.isFirst}
          onClick={() => props.onChange(isFirst)}
        >
          {isFirst ? props.first : props.second}
        </button>
      ))}
    </fieldset>
  );
}
