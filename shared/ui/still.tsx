import { Component, type FunctionComponent } from 'preact';

/**
 * The same part, drawn anew only when one of its props is another: for rows of which many are there
 * while something moves.
 */
export function still<Props extends object>(Part: FunctionComponent<Props>) {
  return class Still extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props, next);
    }

    override render(props: Props) {
      return <Part {...props} />;
    }
  };
}

function isSame(one: object, other: object): boolean {
  const [before, after] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    before.length === after.size &&
    before.every(([name, value]) => after.has(name) && Object.is(after.get(name), value))
  );
}
