export type { UserInfo } from './authentication/user-info.ts';
export { kubernetesVersion } from './resources/built-in-kinds.ts';
export { ListenError, type ListenErrorCode } from './server/listen-error.ts';
export type { ApiServerOptions } from './server/options.ts';
export { type ApiServer, startApiServer } from './server/start-api-server.ts';
export { lockData } from './storage/data-lock.ts';
export { StorageError, type StorageErrorCode } from './storage/storage-error.ts';
