import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, renewed } from './architecture/page.ts';

writeFileSync(PAGE, renewed(readFileSync(PAGE, 'utf8')));
