import { parseArgs } from 'node:util';
import { bundleFunctions } from './bundling/functions.ts';
import type { Architecture } from './bundling/native.ts';

const USAGE = `usage: npm run bundle -- [--architecture arm64|x64|here] [--out FOLDER]

Bundles every function to FOLDER/<name>/handler.mjs (dist/lambdas), with its binaries for Linux on that machine (arm64);
\`here\` links the checkout's own instead, to run functions on this machine.`;
const ARCHITECTURES: readonly string[] = ['arm64', 'x64', 'here'];

const { values } = parseArgs({
  options: {
    architecture: { type: 'string', default: 'arm64' },
    out: { type: 'string', default: 'dist/lambdas' },
  },
});
if (ARCHITECTURES.includes(values.architecture)) {
  const folder = values.out;
  const files = await bundleFunctions({ folder, architecture: values.architecture as Architecture });
  for (const { path, bytes } of files) console.log(`${path}  ${Math.ceil(bytes / 1024)} kB`);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
