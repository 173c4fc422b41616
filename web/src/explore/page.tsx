import { Link } from 'wouter';
import { useDatasets } from '../api/hooks.ts';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { Explorer } from './explorer.tsx';

export function ExplorePage() {
  const datasets = useDatasets();
  if (datasets.isError) {
    return (
      <main className="plain-page" id="main">
        <h1>Explore</h1>
        <ErrorMessage error={datasets.error} retry={() => void datasets.refetch()} />
      </main>
    );
  }
  if (datasets.data === undefined) {
    return (
      <main id="main">
        <Loading what="Loading the catalogue" />
      </main>
    );
  }
  if (datasets.data.items.every((dataset) => dataset.published === null)) {
    return (
      <main className="plain-page" id="main">
        <h1>No data has been published yet</h1>
        <p className="lead">
          There is nothing to explore until a supplying agency has delivered a file and it has been published.
        </p>
        <p>
          If you supply data, send a file on the page <Link href="/deliveries">Deliveries</Link>. What each
          dataset will hold is described in the <Link href="/catalogue">Data catalogue</Link>.
        </p>
      </main>
    );
  }
  return <Explorer list={datasets.data} />;
}
