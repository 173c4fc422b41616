import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';

/** A class and the port that it implements; `place` is its folder below `lib/`. */
export type Implementation = { readonly port: string; readonly className: string; readonly place: string };

/** Names of the ports: every interface that the use cases declare, in alphabetical order. */
export function readPorts(): readonly string[] {
  const names = statementsUnder('lib/app').flatMap(({ statement }) =>
    ts.isInterfaceDeclaration(statement) ? [statement.name.text] : [],
  );
  return names.sort();
}

/** Every class that says it implements one of the ports, by port and name. */
export function readImplementations(ports: readonly string[]): readonly Implementation[] {
  return statementsUnder('lib')
    .flatMap(({ path, statement }) => {
      if (!ts.isClassDeclaration(statement) || statement.name === undefined) return [];
      const className = statement.name.text;
      const place = path
        .split('/')
        .slice(1, path.startsWith('lib/adapters/') ? 3 : 2)
        .join('/');
      return implemented(statement)
        .filter((port) => ports.includes(port))
        .map((port) => ({ port, className, place }));
    })
    .sort((a, b) => (`${a.port} ${a.className}` < `${b.port} ${b.className}` ? -1 : 1));
}

function implemented({ heritageClauses }: ts.ClassDeclaration): string[] {
  return [...(heritageClauses ?? [])]
    .filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword)
    .flatMap(({ types }) =>
      types.flatMap(({ expression }) => (ts.isIdentifier(expression) ? [expression.text] : [])),
    );
}

function statementsUnder(
  folder: string,
): readonly { readonly path: string; readonly statement: ts.Statement }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name).split(sep).join('/'))
    .sort()
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      if (!/ implements |^export interface /m.test(text)) return [];
      const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
      return statements.map((statement) => ({ path, statement }));
    });
}
