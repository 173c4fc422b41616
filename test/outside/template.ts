import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { makeTemplate } from './product.ts';
import { BOUNDARIES } from './shared-data.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly outsideTemplate: string;
  }
}

/** Makes the data folder that every outside test starts from a copy of, and removes it at the end. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = await makeTemplate(BOUNDARIES);
  project.provide('outsideTemplate', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
