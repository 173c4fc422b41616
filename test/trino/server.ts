import type { TestProject } from 'vitest/node';
import type { Installation } from './release.ts';
import { startTrino } from './trino.ts';

declare module 'vitest' {
  interface ProvidedContext {
    trinoInstallation: Installation | null;
    trinoUrl: string;
  }
}

/** Starts the one server that all files of the suite share. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const installation = project.getProvidedContext().trinoInstallation;
  if (installation === null) return undefined;
  const trino = await startTrino(installation);
  project.provide('trinoUrl', trino.url);
  return trino.close;
}
