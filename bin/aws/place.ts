import type { EnvironmentName } from '#infra/environments.ts';

/** Which deployment an operator means, and in which of its regions. */
export type DeploymentPlace = { readonly env: EnvironmentName; readonly region: string };

/** Environments that can be named. */
export const ENVIRONMENT_NAMES = ['dev', 'prod'] as const satisfies readonly EnvironmentName[];

/** Where the data is unless an operator says otherwise. */
export const DEFAULT_REGION = 'eu-west-2';
