import { it } from 'vitest';

it.skip('trino');
