export type { UserInfo } from './authentication/user-info.ts';
