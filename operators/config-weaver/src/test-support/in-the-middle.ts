import type { RecordedRequest } from './recording-proxy.ts';

export const isCreation = ({ method, path }: RecordedRequest): boolean => method === 'POST' && path.includes('/configmaps');

export const isRemoval = ({ method, path }: RecordedRequest): boolean => method === 'DELETE' && path.includes('/configmaps/');

/** Says yes to those requests of a kind that come after so many others of it. */
export function after(count: number, isOfKind: (request: RecordedRequest) => boolean): (request: RecordedRequest) => boolean {
  let seen = 0;
  return (request) => isOfKind(request) && ++seen > count;
}
