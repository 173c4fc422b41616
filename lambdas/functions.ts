import type * as z from 'zod';
import {
  ApiEnvironment,
  EngineEnvironment,
  HousekeepingEnvironment,
  IdentityEnvironment,
  IngestEnvironment,
  ProvisionerEnvironment,
  StoreEnvironment,
} from './environment.ts';

/** One function: a folder of `lambdas/` whose `handler.ts` is bundled, and what it is given. */
export type FunctionDeclaration = {
  readonly environment: z.ZodObject;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Packages with binaries or files of their own, and those that are only found at run time: installed beside the bundle. */
  readonly native: readonly string[];
  readonly purpose: string;
};

const api = { environment: ApiEnvironment, memoryMb: 1_024, timeoutSeconds: 29, native: [] } as const;

/** What mapshaper looks for by itself when it loads; the rest of it is for formats that nobody sends. */
const NEEDED_BY_MAPSHAPER = ['iconv-lite', 'mproj'] as const;

/** Every function of the product, by folder; the deployment and the bundler read this and nothing else. */
export const FUNCTIONS = {
  'api-explore': { ...api, purpose: 'queries, downloads, datasets and the signed-in person' },
  'api-admin': {
    ...api,
    purpose: 'people, organisations, profiles, stops, definitions, lookups and geographies',
  },
  'api-deliveries': { ...api, purpose: 'uploads and deliveries' },
  'api-audit': { ...api, purpose: 'search, replay, holds and export of the audit' },
  downloads: {
    environment: EngineEnvironment,
    memoryMb: 1_024,
    timeoutSeconds: 900,
    native: [],
    purpose: 'writes the files of downloads',
  },
  ingest: {
    environment: IngestEnvironment,
    memoryMb: 8_192,
    timeoutSeconds: 900,
    native: ['@duckdb/node-api'],
    purpose: 'takes files over that were scanned, and processes deliveries',
  },
  geography: {
    environment: IngestEnvironment,
    memoryMb: 8_192,
    timeoutSeconds: 900,
    native: ['@duckdb/node-api', ...NEEDED_BY_MAPSHAPER],
    purpose: 'imports boundaries and locates all records in them',
  },
  provisioner: {
    environment: ProvisionerEnvironment,
    memoryMb: 512,
    timeoutSeconds: 300,
    native: [],
    purpose:
      'makes the role, workgroup and filters of each profile, and compares them daily with what should be',
  },
  'query-ended': {
    environment: EngineEnvironment,
    memoryMb: 512,
    timeoutSeconds: 60,
    native: [],
    purpose: 'finishes the record and the audit of a query whose asker is gone',
  },
  housekeeping: {
    environment: HousekeepingEnvironment,
    memoryMb: 512,
    timeoutSeconds: 300,
    native: [],
    purpose:
      'ends abandoned queries, removes what has expired, asks saved queries with alerts after publications',
  },
  'audit-sealer': {
    environment: StoreEnvironment,
    memoryMb: 1_024,
    timeoutSeconds: 300,
    native: [],
    purpose: 'seals what the audit has recorded',
  },
  identity: {
    environment: IdentityEnvironment,
    memoryMb: 512,
    timeoutSeconds: 5,
    native: [],
    purpose: 'triggers of the user pool: who may sign up, what a token says',
  },
} as const satisfies Readonly<Record<string, FunctionDeclaration>>;

export type FunctionName = keyof typeof FUNCTIONS;
