import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importUpload } from '#app/geography/run-import.ts';
import { IngestEnvironment } from '../environment.ts';
import { environmentOf } from '../parsed.ts';
import { openPlatform } from '../platform.ts';

const [id] = process.argv.slice(2);
if (id === undefined) throw new Error('give the id of an import');
await importUpload(openPlatform(environmentOf(IngestEnvironment)), new MapshaperTools(), id);
process.exit(0);
