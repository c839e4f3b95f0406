/** One measured number, with the goal it is held against. */
export interface Figure {
  figure: string;
  value: number;
  unit: string;
  /** In words a person can check: "≤ 300". */
  goal: string;
}

/** Prints a figure as one JSON line, which is what `npm run bench` promises. */
export function report(figure: Figure): void {
  const value = Math.round(figure.value * 1000) / 1000;
  console.log(JSON.stringify({ ...figure, value }));
}

/** The rest of a figure that no goal is set for. */
export function told(unit: string) {
  return { unit, goal: 'told, no goal' };
}

/** What one turn in a busy minute says, the others do not. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
