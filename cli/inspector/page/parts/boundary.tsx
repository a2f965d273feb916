import { Component, type ComponentChildren } from 'preact';

interface Caught {
  readonly hasFailed: boolean;
}

/** Whoever hands out a run file may have written it by hand: what one pane cannot show must not take the others with it. */
export class Boundary extends Component<{ readonly children: ComponentChildren }, Caught> {
  override state: Caught = { hasFailed: false };

  static override getDerivedStateFromError(): Caught {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <p class="not-yet">This cannot be shown: it is not what a run of learn-run has. Evidence shows it as it is.</p>
    );
  }
}
