import type { Answer } from './call-request.ts';

/** The texts of an answer's warnings (`299 - "text"`), such as unknown fields or deprecated versions. */
export function warningsOf(answer: Answer): readonly string[] {
  const header = answer.headers['warning'];
  const values = typeof header === 'string' ? [header] : (header ?? []);
  return values.flatMap((value) =>
    [...value.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1')),
  );
}
