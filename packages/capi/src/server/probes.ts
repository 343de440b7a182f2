import type { ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface ProbeOptions {
  readonly registry: () => Registry;
  /** What is in the way of calls; nothing when it is ready. */
  readonly unready: () => string | undefined;
}

/** Answers what is no hook: `/healthz`, `/readyz`, `/metrics`, and 404 for the rest. */
export async function probe(path: string, response: ServerResponse, { registry, unready }: ProbeOptions): Promise<void> {
  switch (path) {
    case '/healthz':
      return text(response, 200, 'ok');
    case '/readyz': {
      const reason = unready();
      return text(response, reason === undefined ? 200 : 500, reason ?? 'ok');
    }
    case '/metrics': {
      const metrics = registry();
      return text(response, 200, await metrics.metrics(), metrics.contentType);
    }
    default:
      return text(response, 404, 'no such path; hooks are below hooks.runtime.cluster.x-k8s.io/v1alpha1/, all lower case');
  }
}

function text(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(`${body.trimEnd()}\n`);
}
