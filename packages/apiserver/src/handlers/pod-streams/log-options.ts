import { type FieldError, forbiddenError, invalidError } from '@capstan/schema';
import { badRequest, invalid } from '../../errors/status-error.ts';
import { isTrue } from '../../request/parse-request-info.ts';

/** PodLogOptions of a query, as the query of a kubelet. Throws 400 for what does not parse, 422 for what does not fit. */
export function readLogOptions(query: URLSearchParams, pod: string): URLSearchParams {
  const asked = new URLSearchParams();
  for (const name of ['follow', 'previous', 'timestamps']) {
    if (isTrue(query.get(name))) asked.append(name, 'true');
  }
  const numbers = ['sinceSeconds', 'tailLines', 'limitBytes'].map((name) => [name, integerOf(query.get(name))] as const);
  const sinceTime = timeOf(query.get('sinceTime'));
  const errors = errorsOf(Object.fromEntries(numbers), sinceTime !== undefined);
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, pod, errors);
  for (const [name, value] of numbers) if (value !== undefined) asked.append(name, String(value));
  if (sinceTime !== undefined) asked.append('sinceTime', sinceTime);
  return asked;
}

function errorsOf(numbers: Readonly<Record<string, number | undefined>>, hasTime: boolean): FieldError[] {
  const { sinceSeconds, tailLines, limitBytes } = numbers;
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(invalidError('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1) errors.push(invalidError('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && hasTime) {
    errors.push(forbiddenError('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(invalidError('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  return errors;
}

function integerOf(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function timeOf(text: string | null): string | undefined {
  if (text === null || text === '') return undefined;
  if (Number.isNaN(Date.parse(text))) {
    throw badRequest(
      `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
    );
  }
  return text;
}
