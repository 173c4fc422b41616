export function Unreachable() {
  return (
    <main className="plain-page" id="main">
      <h1>SafeStats cannot be reached</h1>
      <p>The service did not answer. It may be starting, or your connection may be down.</p>
      <button type="button" className="button" onClick={() => globalThis.location.reload()}>
        Try again
      </button>
    </main>
  );
}
