import { enableCompileCache } from 'node:module';

// Before anything else is imported: what did not change since the last start is not compiled again.
enableCompileCache();

const { serveOrder } = await import('./serve-order.ts');
await serveOrder();
