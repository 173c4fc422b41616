import { AppError, type Fault } from '../model/error.ts';
import { ASSUMPTIONS, type AssumptionKey, type Figures } from './assumptions.ts';

const KEYS = Object.keys(ASSUMPTIONS) as readonly AssumptionKey[];

/**
 * The figures with some of them changed, each as `name=number`. Fails with SPEC_INVALID, all faults at once, for a name
 * that is none (every name is told), a number that is none or negative, and shares of which none is left.
 */
export function figuresWith(changes: readonly string[]): Figures {
  const figures = Object.fromEntries(KEYS.map((key) => [key, ASSUMPTIONS[key].value])) as Record<
    AssumptionKey,
    number
  >;
  const faults: Fault[] = [];
  for (const change of changes) {
    const [name = '', text = ''] = change.split(/=(.*)/s);
    const key = KEYS.find((one) => one === name);
    if (key === undefined)
      faults.push({ at: name, message: `is no assumption; there are ${KEYS.join(', ')}` });
    else if (!/^\d+(\.\d+)?(e-?\d{1,2})?$/.test(text))
      faults.push({ at: name, message: `got "${text}", use a number of 0 or more, as in ${name}=1.5` });
    else figures[key] = Number(text);
  }
  if (SHARES.every((share) => figures[share] === 0))
    faults.push({ at: 'share-…', message: 'all are 0: leave one above' });
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'these assumptions cannot be made', { details: { faults } });
  return figures;
}

/** How often each kind of query is asked, in parts of all. */
export const SHARES = KEYS.filter((key) => key.startsWith('share-'));
