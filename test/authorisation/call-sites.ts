import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One place in lib/app where a use case asks whether its caller may: `lib/app/x.ts:12`. */
export type CallSite = { readonly at: string; readonly call: 'authorise' | 'may' };

const ROOT = join(import.meta.dirname, '..', '..');

/** Every call of `authorise` and `may` in the use cases, by file and line. */
export function callSites(): readonly CallSite[] {
  return readdirSync(join(ROOT, 'lib', 'app'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'authorise.ts')
    .sort()
    .flatMap((name) => sitesIn(join(ROOT, 'lib', 'app', name)));
}

function sitesIn(path: string): readonly CallSite[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: CallSite[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const { text } = node.expression;
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (text === 'authorise' || text === 'may')
        found.push({ at: `${relative(ROOT, path)}:${line}`, call: text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The place in lib/app from which the running code was called, as `callSites` names it. */
export function callerSite(stack: string | undefined): string {
  const lines = (stack ?? '').split('\n').slice(1);
  for (const line of lines) {
    const [, file, row] = /(lib\/app\/[\w./-]+\.ts):(\d+):\d+/.exec(line) ?? [];
    if (file !== undefined && file !== 'lib/app/authorise.ts') return `${file}:${row}`;
  }
  return 'elsewhere';
}
