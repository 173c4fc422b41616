import { Link } from 'wouter';

/** At the end of every page. */
export function SiteFoot() {
  return (
    <footer className="site-foot">
      <Link href="/accessibility">Accessibility statement</Link>
    </footer>
  );
}
