import { badRequest } from '../errors/status-error.ts';
import type { MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import type { Cell, RowCondition, TableColumn } from './printer.ts';
import { printerOf } from './printer-of.ts';

/** What a row carries of its object. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1';
  readonly metadata: object;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

interface TableRow {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly RowCondition[];
  readonly object?: object;
}

export interface TableOptions {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
  /** Decoded at `version`. */
  readonly objects: readonly MutableObject[];
  /** `metadata` of the list, or `resourceVersion` of the one object. */
  readonly listMeta: object;
  readonly includeObject: IncludeObject;
  /** Version of `meta.k8s.io` that the client asked for. Default: `v1`. */
  readonly metaVersion?: 'v1' | 'v1beta1';
  /** Watches name the columns in their first event only. Default: `true`. */
  readonly withColumns?: boolean;
  /** What ages are counted from, in milliseconds. */
  readonly now: number;
}

/** Objects as a table, ready to be encoded. A watch event's table has one row. */
export function renderTable(options: TableOptions): Table {
  const { kind, version, objects, listMeta, includeObject, metaVersion = 'v1', withColumns = true, now } = options;
  const printer = printerOf(kind, version);
  const apiVersion = `meta.k8s.io/${metaVersion}` as const;
  return {
    kind: 'Table',
    apiVersion,
    metadata: listMeta,
    columnDefinitions: withColumns ? printer.columns : [],
    rows: objects.map((object) => {
      const conditions = printer.conditions?.(object) ?? [];
      return {
        cells: printer.cells(object, now),
        ...(conditions.length > 0 && { conditions }),
        ...(includeObject !== 'None' && { object: includeObject === 'Object' ? object : partialMetadata(object, apiVersion) }),
      };
    }),
  };
}

const partialMetadata = ({ metadata }: MutableObject, apiVersion: string) => ({
  kind: 'PartialObjectMetadata',
  apiVersion,
  metadata,
});

/** Reads the query parameter. Throws a `StatusError` for a value that is none. */
export function parseIncludeObject(value: string | null): IncludeObject {
  if (value === null || value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(value)}`);
}
