import type { ApiRequest } from '../request/api-request.ts';
import { respondText } from './respond.ts';

const checks: readonly string[] = ['ping', 'log', 'storage'];

/** `/healthz`, `/livez`, `/readyz` and the checks below them. A server that answers is well: what could fail, fails its start. */
export async function answerHealth(request: ApiRequest, path: string): Promise<void> {
  const [, root = '', check] = path.split('/');
  if (check !== undefined)
    return respondText(request, checks.includes(check) ? 200 : 404, checks.includes(check) ? 'ok' : '404 page not found\n');
  if (!request.query.has('verbose')) return respondText(request, 200, 'ok');
  const excluded = request.query.getAll('exclude');
  const lines = checks.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  respondText(request, 200, `${lines.join('\n')}\n${root} check passed\n`);
}
