export function ProfilesPage() {
  return (
    <main className="page" id="main">
      <h1>ProfilesPage</h1>
    </main>
  );
}
