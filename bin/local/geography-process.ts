import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importUpload } from '#app/geography/run-import.ts';
import { openPlatform } from './platform.ts';

const [folder, id] = process.argv.slice(2);
if (folder === undefined || id === undefined) throw new Error('give a data folder and the id of an import');
const local = openPlatform(folder);
try {
  await importUpload(local.platform, new MapshaperTools(), id);
} finally {
  await local.close();
}
