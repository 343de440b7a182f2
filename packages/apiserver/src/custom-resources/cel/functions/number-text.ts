/** A double as Go prints it in its shortest form. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : '+Inf';
  const absolute = Math.abs(value);
  if (absolute !== 0 && (absolute < 1e-4 || absolute >= 1e6)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Object.is(value, -0) ? '-0' : String(value);
}

/** With a number of digits after the point; a tie goes to the even digit. */
export function fixedText(value: number, precision: number): string {
  const exact = value.toFixed(Math.min(precision + 60, 100));
  const kept = exact.length - Math.min(60, 100 - precision);
  const digit = Number(exact.slice(0, kept).replace(/\.$/, '').at(-1));
  const isTie = /^\.?50*$/.test(exact.slice(kept));
  return isTie && digit % 2 === 0 ? exact.slice(0, kept).replace(/\.$/, '') : value.toFixed(precision);
}
