import { type FieldError, forbiddenError, invalidError, notSupportedError, requiredError } from '@capstan/schema';
import type { Definition } from '../definition.ts';

const path = 'spec.conversion';
const known: readonly string[] = ['v1', 'v1beta1'];

export function conversionErrors(conversion: Definition['spec']['conversion']): readonly FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  if (strategy === '') return [requiredError(`${path}.strategy`)];
  if (strategy === 'Webhook') return webhookErrors(webhook);
  if (strategy !== 'None') return [notSupportedError(`${path}.strategy`, strategy, ['None', 'Webhook'])];
  const unwanted = 'should not be set when strategy is not set to Webhook';
  return [
    ...(webhook?.clientConfig ? [forbiddenError(`${path}.webhookClientConfig`, unwanted)] : []),
    ...(webhook?.conversionReviewVersions?.length ? [forbiddenError(`${path}.conversionReviewVersions`, unwanted)] : []),
  ];
}

type Webhook = NonNullable<Definition['spec']['conversion']>['webhook'];

function webhookErrors(webhook: Webhook): readonly FieldError[] {
  const versions = webhook?.conversionReviewVersions ?? [];
  const versionErrors =
    versions.length === 0
      ? [requiredError(`${path}.conversionReviewVersions`)]
      : versions.some((version) => known.includes(version))
        ? []
        : [
            invalidError(
              `${path}.conversionReviewVersions`,
              versions,
              `must include at least one of ${known.toReversed().join(', ')}`,
            ),
          ];
  return [...clientErrors(webhook?.clientConfig), ...versionErrors];
}

function clientErrors(client: NonNullable<Webhook>['clientConfig']): readonly FieldError[] {
  const field = `${path}.webhookClientConfig`;
  if (!client) return [requiredError(field, 'required when strategy is set to Webhook')];
  if ((client.url !== undefined) === (client.service !== undefined)) {
    return [requiredError(field, 'exactly one of url or service is required')];
  }
  return client.url === undefined ? serviceErrors(client.service, field) : urlErrors(client.url, `${field}.url`);
}

function serviceErrors(
  service: NonNullable<NonNullable<Webhook>['clientConfig']>['service'],
  field: string,
): readonly FieldError[] {
  const { name = '', namespace = '', port = 443 } = service ?? {};
  return [
    ...(name === '' ? [requiredError(`${field}.service.name`, 'service name is required')] : []),
    ...(namespace === '' ? [requiredError(`${field}.service.namespace`, 'service namespace is required')] : []),
    ...(port < 1 || port > 65_535
      ? [invalidError(`${field}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive')]
      : []),
  ];
}

const form = '; desired format: https://host[/path]';

function urlErrors(text: string, field: string): readonly FieldError[] {
  if (!URL.canParse(text)) return [requiredError(field, `url must be a valid URL${form}`)];
  const url = new URL(text);
  const wrong = (detail: string) => [invalidError(field, text, `${detail}${form}`)];
  if (url.protocol !== 'https:') return wrong("'https' is the only allowed URL scheme");
  if (url.username || url.password) return wrong('user information is not permitted in the URL');
  if (url.hash) return wrong('fragments are not permitted in the URL');
  return url.search ? wrong('query parameters are not permitted in the URL') : [];
}
