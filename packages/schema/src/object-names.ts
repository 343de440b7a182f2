const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelPattern = new RegExp(`^${label}$`);
const subdomainPattern = new RegExp(`^${subdomain}$`);
const qualifiedPattern = new RegExp(`^${qualifiedPart}$`);

const tooLong = (limit: number) => `must be no more than ${limit} characters`;
const tooManyBytes = (limit: number) => `must be no more than ${limit} bytes`;

/** What is wrong with a DNS-1123 subdomain, the names of most objects. Empty when nothing is. */
export function dns1123SubdomainErrors(name: string): readonly string[] {
  return [
    ...(name.length > 253 ? [tooLong(253)] : []),
    ...(subdomainPattern.test(name)
      ? []
      : [
          `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
        ]),
  ];
}

/** What is wrong with a DNS-1123 label, the names of namespaces. */
export function dns1123LabelErrors(name: string): readonly string[] {
  return [
    ...(name.length > 63 ? [tooLong(63)] : []),
    ...(labelPattern.test(name)
      ? []
      : [
          `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
        ]),
  ];
}

/** What is wrong with a qualified name: a label's or annotation's key, a finalizer. */
export function qualifiedNameErrors(name: string): readonly string[] {
  const parts = name.split('/');
  const [prefix, local = name] = parts.length === 2 ? parts : [undefined, name];
  const form = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedPart}')`;
  if (parts.length > 2) {
    return [
      `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedPart}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  return [
    ...(prefix === ''
      ? ['prefix part must be non-empty']
      : prefix === undefined
        ? []
        : dns1123SubdomainErrors(prefix).map((error) => `prefix part ${error}`)),
    ...(local === '' ? ['name part must be non-empty'] : local.length > 63 ? [`name part ${tooManyBytes(63)}`] : []),
    ...(qualifiedPattern.test(local) ? [] : [form]),
  ];
}

/** What is wrong with the value of a label. */
export function labelValueErrors(value: string): readonly string[] {
  return [
    ...(value.length > 63 ? [tooManyBytes(63)] : []),
    ...(value === '' || qualifiedPattern.test(value)
      ? []
      : [
          `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualifiedPart})?')`,
        ]),
  ];
}
