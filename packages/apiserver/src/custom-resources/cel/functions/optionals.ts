import { type CelFunction, fn } from '../function-table.ts';
import { CelError, CelList, CelMap, noSuchOverload, Optional, Unsigned, type Value } from '../values.ts';

const optional = 'optional_type(A)';

export const optionals: readonly CelFunction[] = [
  fn('optional.of', [`(A): ${optional}`], ([value = null]) => new Optional(value)),
  fn('optional.none', [`(): ${optional}`], () => Optional.none),
  fn('optional.ofNonZeroValue', [`(A): ${optional}`], ([value = null]) => (isZero(value) ? Optional.none : new Optional(value))),
  fn('hasValue', [`${optional}.(): bool`], ([value]) => contentOf(value) !== undefined),
  fn('value', [`${optional}.(): A`], ([value]) => {
    const content = contentOf(value);
    if (content === undefined) throw new CelError('optional.none() dereference');
    return content;
  }),
  fn('or', [`${optional}.(${optional}): ${optional}`], ([value = null, other = null]) =>
    contentOf(value) === undefined ? other : value,
  ),
  fn('orValue', [`${optional}.(A): A`], ([value, other = null]) => {
    const content = contentOf(value);
    return content === undefined ? other : content;
  }),
];

function contentOf(value: Value | undefined): Value | undefined {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value.content;
}

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '' || value === 0n || value === 0) return true;
  if (value instanceof Unsigned) return value.value === 0n;
  return (value instanceof CelList || value instanceof CelMap) && value.size === 0;
}
