import { dns1123LabelErrors, dns1123SubdomainErrors } from '@capstan/schema';

/** How objects of a kind may be named. Answers what is wrong, in the words of Kubernetes. */
export type NameRule = (name: string) => readonly string[];

const serviceLabel = '[a-z]([-a-z0-9]*[a-z0-9])?';
const serviceLabelPattern = new RegExp(`^${serviceLabel}$`);

export const subdomainName: NameRule = dns1123SubdomainErrors;
export const labelName: NameRule = dns1123LabelErrors;

export const serviceName: NameRule = (name) => [
  ...(name.length > 63 ? ['must be no more than 63 characters'] : []),
  ...(serviceLabelPattern.test(name)
    ? []
    : [
        `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${serviceLabel}')`,
      ]),
];

/** Anything that can be one part of a path. */
export const pathSegmentName: NameRule = (name) => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
};
