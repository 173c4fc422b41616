import type { TestProject } from 'vitest/node';
import { motoMissing, startMoto } from '../support/moto-server.ts';
import type { Installation } from './release.ts';
import { readsGlue, startTrino } from './trino.ts';

declare module 'vitest' {
  interface ProvidedContext {
    trinoInstallation: Installation | null;
    trinoUrl: string;
    /** Whether the server reads tables of Glue in the emulator of AWS at `motoUrls`. */
    trinoReadsGlue: boolean;
  }
}

/** Starts the one server that all files of the suite share, with an emulator of AWS beside it where there is one. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const installation = project.getProvidedContext().trinoInstallation;
  if (installation === null) return undefined;
  const moto = motoMissing() === null && readsGlue(installation) ? await startMoto() : null;
  const trino = await startTrino(installation, moto?.url);
  project.provide('trinoUrl', trino.url);
  project.provide('trinoReadsGlue', moto !== null);
  if (moto !== null) project.provide('motoUrls', [moto.url]);
  return async () => {
    await trino.close();
    await moto?.close();
  };
}
