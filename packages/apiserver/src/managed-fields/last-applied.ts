import { isJsonObject, stableStringify } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';
import { compareValues } from './compare-values.ts';
import { fieldsOf } from './configuration-fields.ts';
import { difference, type FieldSet } from './field-set.ts';
import type { FieldType } from './field-type.ts';
import { configurationFault } from './validate-configuration.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
const maxAnnotationsSize = 256 * 1024;

/** Fields that still are as `kubectl apply` left them: its server-side apply may take them over without force. */
export function unchangedSinceLastApplied(live: MutableObject, type: FieldType, apiVersion: string): FieldSet | undefined {
  const text = live.metadata.annotations?.[annotation];
  const last = text ? parse(text) : undefined;
  if (!isJsonObject(last) || last['apiVersion'] !== apiVersion || configurationFault(type, last)) return undefined;
  const { added, modified, removed } = compareValues(type, last, live);
  return difference(difference(difference(fieldsOf(type, last), modified), added), removed);
}

/** Keeps the annotation, where there is one, in step with what was applied, for `kubectl apply` without `--server-side`. */
export function refreshLastApplied(object: MutableObject, configuration: MutableObject): void {
  const { annotations } = object.metadata;
  if (!annotations?.[annotation]) return;
  annotations[annotation] = `${escapeHtml(stableStringify(withoutAnnotation(configuration)))}\n`;
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  if (size > maxAnnotationsSize) delete annotations[annotation];
}

function withoutAnnotation(configuration: MutableObject): unknown {
  if (!configuration.metadata.annotations) return configuration;
  const { [annotation]: _, ...annotations } = configuration.metadata.annotations;
  return { ...configuration, metadata: { ...configuration.metadata, annotations } };
}

/** As Go's encoder does. */
const escapeHtml = (text: string) =>
  text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody else's annotation, or a broken one: then nothing is known
  }
}
