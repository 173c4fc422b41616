import { Component, type ReactNode } from 'react';

type Props = { readonly page: string; readonly children: ReactNode };
type State = { readonly failed: boolean };

/**
 * What is shown where a page cannot be opened, most often because SafeStats was updated since this tab loaded it. Its
 * address stays, so that a reload comes back to it; another page may be opened meanwhile.
 */
export class PageBoundary extends Component<Props, State> {
  override readonly state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override componentDidUpdate({ page }: Props): void {
    if (this.state.failed && page !== this.props.page) this.setState({ failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="plain-page" id="main">
        <h1>This page could not be opened</h1>
        <p className="lead">SafeStats may have been updated since you opened it. Reload the page to go on.</p>
        <button type="button" className="button button-go" onClick={() => globalThis.location.reload()}>
          Reload
        </button>
      </main>
    );
  }
}
