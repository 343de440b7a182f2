export type { ApiError, ErrorSubject } from './api-error.ts';
export type {
  AnyObject,
  ApplyOptions,
  CallOptions,
  Client,
  ClientOverrides,
  DeleteOptions,
  JsonPatchOperation,
  ListOptions,
  ListPage,
  ObjectClient,
  Patch,
  RawRequest,
  RawResponse,
  ReadOptions,
  WriteOptions,
} from './client.ts';
export type { DiscoveredResource, Discovery, ServerVersion } from './discovery.ts';
export type { WatchEvent, WatchOptions } from './watch-event.ts';
