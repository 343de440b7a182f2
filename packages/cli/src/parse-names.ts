import { isIP } from 'node:net';
import { dns1123LabelErrors, dns1123SubdomainErrors } from '@capstan/schema';
import { InvalidArgumentError } from 'commander';

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const repository = `(?:(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+\\])(?::\\d+)?/)?${component}(?:/${component})*`;
const repositoryPattern = new RegExp(`^${repository}$`);
const imagePattern = new RegExp(`^${repository}(?::\\w[\\w.-]{0,127})?(?:@[a-z0-9]+:[0-9a-f]{32,})?$`);

/** The name of a namespace. */
export function parseNamespace(text: string): string {
  return unless(dns1123LabelErrors(text), text);
}

/** A host name, with `*.` for all below a domain, or an address: what a certificate may be for. */
export function parseHost(text: string): string {
  return isIP(text) > 0 ? text : unless(dns1123SubdomainErrors(text.toLowerCase().replace(/^\*\./, '')), text);
}

/** As {@link parseHost}, for options that are repeated. */
export function gatherHosts(text: string, all: readonly string[]): readonly string[] {
  return [...all, parseHost(text)];
}

/** A container image. */
export function parseImage(text: string): string {
  if (imagePattern.test(text)) return text;
  throw new InvalidArgumentError(
    'write it as [REGISTRY/]NAME[:TAG][@DIGEST], the name in lower case: registry.example.com/capstan:1.',
  );
}

/** A container image that each build gives a tag of its own. */
export function parseRepository(text: string): string {
  if (repositoryPattern.test(text)) return text;
  throw new InvalidArgumentError('write it as [REGISTRY/]NAME without a tag, in lower case: localhost:5001/my-extension.');
}

function unless([wrong]: readonly string[], text: string): string {
  if (wrong === undefined) return text;
  throw new InvalidArgumentError(`${wrong}.`);
}
