import type { ApiRequest } from '../request/api-request.ts';
import { respondText } from './respond.ts';

/** What there is at this moment. */
export interface ServerGauges {
  readonly objects: () => Iterable<readonly [resource: string, count: number]>;
  readonly watches: () => number;
  readonly revision: () => number;
}

/** Metrics in Prometheus' text format, under kube-apiserver's names where it has them. */
export async function answerMetrics(request: ApiRequest, { objects, watches, revision }: ServerGauges): Promise<void> {
  const { rss, heapUsed } = process.memoryUsage();
  const lines = [
    '# TYPE apiserver_resource_objects gauge',
    ...[...objects()].map(([resource, count]) => `apiserver_resource_objects{resource=${JSON.stringify(resource)}} ${count}`),
    '# TYPE apiserver_longrunning_requests gauge',
    `apiserver_longrunning_requests{verb="WATCH"} ${watches()}`,
    '# TYPE apiserver_storage_revision counter',
    `apiserver_storage_revision ${revision()}`,
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rss}`,
    '# TYPE nodejs_heap_size_used_bytes gauge',
    `nodejs_heap_size_used_bytes ${heapUsed}`,
  ];
  respondText(request, 200, `${lines.join('\n')}\n`);
}
