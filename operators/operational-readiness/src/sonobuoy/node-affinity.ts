import { isJsonObject, type JsonObject, type JsonValue, labelSelectorOf, matchesLabels, type Node } from '@capstan/schema';
import { objectIn, objectsIn, recordIn, stringsIn, textIn } from '../json-fields.ts';

/** One of them must hold: requirements on labels. */
export type NodeTerm = readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[];

/** Which nodes a plugin's pods ask for. */
export interface NodeChoice {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** `undefined`: any node. */
  readonly affinity: readonly NodeTerm[] | undefined;
}

/** Those that Sonobuoy reads too. By others it expects another number of nodes than the scheduler finds. */
const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What a pod asks of its node. Throws what `invalid` makes of a field that Sonobuoy does not count by. */
export function nodeChoiceOf(podSpec: JsonObject | undefined, invalid: (what: string, hint: string) => Error): NodeChoice {
  const nodeSelector = recordIn(podSpec?.['nodeSelector']);
  const selector = objectIn(objectIn(objectIn(podSpec?.['affinity'])?.['nodeAffinity'])?.[required]);
  if (selector === undefined) return { nodeSelector, affinity: undefined };
  const where = `podSpec.affinity.nodeAffinity.${required}`;
  const affinity = termsIn(selector['nodeSelectorTerms']).map((term) => {
    const requirements = requirementsIn(term);
    const other = Object.keys(term).find((field) => field !== 'matchExpressions');
    const odd = requirements.find(({ operator }) => !operators.includes(operator));
    if (other === undefined && odd === undefined && requirements.length > 0) return requirements;
    const problem = other ?? (odd ? `operator "${odd.operator}"` : 'a term without matchExpressions');
    throw invalid(
      `${where} has ${problem}, by which Sonobuoy does not count nodes`,
      `Use matchExpressions with ${operators.join(', ')}, or podSpec.nodeSelector.`,
    );
  });
  return { nodeSelector, affinity };
}

/** Whether pods with this choice may be on a node, as far as its labels go. */
export function isChosen({ nodeSelector, affinity }: NodeChoice, { metadata }: Node): boolean {
  const matches = (matchExpressions: NodeTerm) => matchesLabels(labelSelectorOf({ matchExpressions }), metadata.labels);
  if (!matchesLabels(labelSelectorOf({ matchLabels: nodeSelector }), metadata.labels)) return false;
  return affinity === undefined || affinity.some(matches);
}

const termsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((term) => (isJsonObject(term) ? (term as JsonObject) : {})) : []; // JSON's objects are JsonObjects

const requirementsIn = (term: JsonObject): NodeTerm =>
  objectsIn(term['matchExpressions']).map((one) => ({
    key: textIn(one['key']),
    operator: textIn(one['operator']),
    values: stringsIn(one['values']),
  }));
