type QueryValue = string | number | boolean | undefined;

/** A query string with what is set; `''` when nothing is. */
export function queryOf(parameters: Readonly<Record<string, QueryValue>>): string {
  let query = '';
  for (const name in parameters) {
    const value = parameters[name];
    if (value === undefined) continue;
    query += `${query === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return query;
}

/** A label selector as the server takes it. */
export function labelSelector(labels: string | Readonly<Record<string, string>> | undefined): string | undefined {
  if (labels === undefined || typeof labels === 'string') return labels || undefined;
  const terms = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return terms.length === 0 ? undefined : terms.join(',');
}
