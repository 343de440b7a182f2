import { isJsonObject } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';

/** Fills in what a definition may leave out, in place. */
export function defaultDefinition(definition: MutableObject): void {
  const { spec } = definition;
  if (!isJsonObject(spec)) return;
  const { names } = spec;
  if (isJsonObject(names) && typeof names['kind'] === 'string') {
    names['singular'] ||= names['kind'].toLowerCase();
    if (names['kind']) names['listKind'] ||= `${names['kind']}List`;
  }
  const conversion = isJsonObject(spec['conversion']) ? spec['conversion'] : { strategy: 'None' };
  spec['conversion'] = conversion;
  defaultWebhookPort(conversion['webhook']);
}

function defaultWebhookPort(webhook: unknown): void {
  const clientConfig = isJsonObject(webhook) ? webhook['clientConfig'] : undefined;
  const service = isJsonObject(clientConfig) ? clientConfig['service'] : undefined;
  if (isJsonObject(service)) service['port'] ??= 443;
}
