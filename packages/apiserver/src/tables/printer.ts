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

/** The columns of a kind as one list: `Name`, `Ready:integer`, `IP*` for one that only wide output shows. */
export function printer<O>(columns: string, cells: (object: O, now: number) => readonly Cell[]): Printer {
  return {
    columns: columns.split(' · ').map(parseColumn),
    cells: (object, now) => cells(object as O, now), // objects of a built-in kind were validated against its schema
  };
}

function parseColumn(text: string): TableColumn {
  const [title = '', type = 'string'] = text.split(':');
  const name = title.replace(/\*$/, '');
  const isName = name === 'Name';
  return { name, type, format: isName ? 'name' : '', description: '', priority: title.endsWith('*') ? 1 : 0 };
}
