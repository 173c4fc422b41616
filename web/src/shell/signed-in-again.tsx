/** What the window of a sign-in shows where the browser does not let it close itself. */
export function SignedInAgain() {
  return (
    <main className="plain-page" id="main">
      <h1>You are signed in again</h1>
      <p>Close this window and go on where you were.</p>
    </main>
  );
}
