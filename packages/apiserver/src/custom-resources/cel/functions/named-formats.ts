import { dns1123LabelErrors, dns1123SubdomainErrors, labelValueErrors, qualifiedNameErrors } from '@capstan/schema';
import { serviceName } from '../../../resources/strategies/name-rule.ts';
import { type CelFunction, fn } from '../function-table.ts';
import { ArrayList, noSuchOverload, Opaque, Optional } from '../values.ts';
import { textOf } from './arguments.ts';

type Check = (text: string) => readonly string[];

/** A name that is a prefix of others may end in a dash. */
const prefix =
  (check: Check): Check =>
  (text) =>
    check(text.replace(/-$/, 'a'));

const test =
  (holds: (text: string) => boolean, message: string): Check =>
  (text) =>
    holds(text) ? [] : [message];

const checks: Readonly<Record<string, Check>> = {
  dns1123Label: dns1123LabelErrors,
  dns1123Subdomain: dns1123SubdomainErrors,
  dns1035Label: serviceName,
  qualifiedName: qualifiedNameErrors,
  dns1123LabelPrefix: prefix(dns1123LabelErrors),
  dns1123SubdomainPrefix: prefix(dns1123SubdomainErrors),
  dns1035LabelPrefix: prefix(serviceName),
  labelValue: labelValueErrors,
  uri: test((text) => URL.canParse(text) || (text.startsWith('/') && URL.canParse(text, 'http://localhost')), 'invalid URI'),
  uuid: test(
    (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
    'does not match the UUID format',
  ),
  byte: test((text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), 'invalid base64'),
  date: test((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)), 'invalid date'),
  datetime: test(
    (text) => /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
    'invalid datetime',
  ),
};

class NamedFormat extends Opaque {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly format: string;
  readonly check: Check;
  constructor(format: string, check: Check) {
    super();
    this.format = format;
    this.check = check;
  }
  override equals(other: Opaque): boolean {
    return other instanceof NamedFormat && other.format === this.format;
  }
}

const formats = new Map(Object.entries(checks).map(([name, check]) => [name, new NamedFormat(name, check)]));

/** Formats of names by name: `format.dns1123Label().validate(text)` answers what is wrong, if anything is. */
export const namedFormats: readonly CelFunction[] = [
  ...[...formats].map(([name, format]) => fn(`format.${name}`, ['(): kubernetes.NamedFormat'], () => format)),
  fn('format.named', ['(string): optional_type(kubernetes.NamedFormat)'], ([name]) => {
    const format = formats.get(textOf(name));
    return format ? new Optional(format) : Optional.none;
  }),
  fn('validate', ['kubernetes.NamedFormat.(string): optional_type(list(string))'], ([format, text]) => {
    if (!(format instanceof NamedFormat)) throw noSuchOverload();
    const errors = format.check(textOf(text));
    return errors.length === 0 ? Optional.none : new Optional(new ArrayList(errors));
  }),
];
