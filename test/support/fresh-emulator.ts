import { motoUrl } from './moto.ts';

/** Each file begins with an account in which nothing is: operators' commands look at the whole of one. */
const { ok, status } = await fetch(`${motoUrl()}/moto-api/reset`, { method: 'POST' });
if (!ok) throw new Error(`the emulator could not be emptied (${status})`);
