import type { MutableObject } from '../resources/served-kind.ts';

export type Cell = string | number | boolean | null;

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface RowCondition {
  readonly type: 'Completed';
  readonly status: 'True';
  readonly reason: string;
  readonly message: string;
}

/** How objects of a kind are shown as rows. */
export interface Printer {
  readonly columns: readonly TableColumn[];
  cells(object: MutableObject, now: number): readonly Cell[];
  /** What clients may want to know of a row besides its cells. */
  conditions?(object: MutableObject): readonly RowCondition[];
}

/** The columns of a kind as one list: `Name`, `Ready:integer`, `Attacher:string/name`, `IP*` for one that only
 * wide output shows. */
export function printer<O>(columns: string, cells: (object: O, now: number) => readonly Cell[]): Printer {
  return {
    columns: columns.split(' · ').map(parseColumn),
    cells: (object, now) => cells(object as O, now), // objects of a built-in kind were validated against its schema
  };
}

function parseColumn(text: string): TableColumn {
  const [title = '', type = 'string', format = title === 'Name' || title === 'Name*' ? 'name' : ''] = text.split(/[:/]/);
  return { name: title.replace(/\*$/, ''), type, format, description: '', priority: title.endsWith('*') ? 1 : 0 };
}
