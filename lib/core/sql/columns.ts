import type { Expression } from './tree.ts';

/** Names of the columns that expressions read, each once, in the order of their first use. */
export function columnsOf(expressions: readonly Expression[]): readonly string[] {
  const names = new Set<string>();
  const visit = (expression: Expression): void => {
    switch (expression.node) {
      case 'integer':
      case 'text':
      case 'boolean':
      case 'null':
        return;
      case 'column':
        names.add(expression.name);
        return;
      case 'compare':
      case 'arithmetic':
        visit(expression.left);
        visit(expression.right);
        return;
      case 'logic':
        expression.terms.forEach(visit);
        return;
      case 'not':
      case 'isNull':
      case 'in':
      case 'cast':
        visit(expression.term);
        return;
      case 'case':
        for (const branch of expression.branches) {
          visit(branch.when);
          visit(branch.value);
        }
        if (expression.otherwise !== null) visit(expression.otherwise);
        return;
      case 'crossings':
        visit(expression.x);
        visit(expression.y);
        return;
      case 'aggregate':
        if (expression.term !== null) visit(expression.term);
        return;
      default:
        expression satisfies never;
    }
  };
  expressions.forEach(visit);
  return [...names];
}
