/** The diagonal of the inverse of a symmetric positive definite matrix, by Cholesky's decomposition. */
export function inverseDiagonal(matrix: readonly Float64Array[]): readonly number[] {
  const inverse = inverseOfLower(lowerOf(matrix));
  return matrix.map((_, column) => {
    let sum = 0;
    for (const row of inverse) sum += (row[column] ?? 0) ** 2;
    return sum;
  });
}

/** The lower triangle L with LL' = M. Fails when M is not positive definite. */
function lowerOf(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const lower = matrix.map(({ length }) => new Float64Array(length));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] ?? row;
      let sum = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (row[k] ?? 0) * (other[k] ?? 0);
      if (i === j && sum <= 0) throw new Error('the matrix is not positive definite');
      row[j] = i === j ? Math.sqrt(sum) : sum / (other[j] ?? 1);
    }
  }
  return lower;
}

function inverseOfLower(lower: readonly Float64Array[]): readonly Float64Array[] {
  const inverse = lower.map(({ length }) => new Float64Array(length));
  for (const [i, row] of inverse.entries()) {
    const from = lower[i] ?? row;
    const own = from[i] ?? 1;
    for (let j = 0; j <= i; j += 1) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k += 1) sum -= (from[k] ?? 0) * (inverse[k]?.[j] ?? 0);
      row[j] = sum / own;
    }
  }
  return inverse;
}
