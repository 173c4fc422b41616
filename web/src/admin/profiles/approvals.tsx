export function ApprovalsPage() {
  return (
    <main className="page" id="main">
      <h1>ApprovalsPage</h1>
    </main>
  );
}
