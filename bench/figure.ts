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
