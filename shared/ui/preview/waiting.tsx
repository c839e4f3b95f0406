/** While a file is read; after a moment only, so that quick ones don't flicker. */
export function Waiting() {
  return (
    <div class="waits" role="status">
      <progress aria-label="Opening the file" />
    </div>
  );
}
