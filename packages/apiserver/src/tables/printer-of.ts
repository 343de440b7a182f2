import type { ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { customPrinter } from './custom-printer.ts';
import { type Printer, printer } from './printer.ts';
import { controlPrinters } from './printers/control-kinds.ts';
import { corePrinters } from './printers/core-kinds.ts';
import { networkPrinters } from './printers/network-kinds.ts';
import { podPrinter } from './printers/pods.ts';
import { storagePrinters } from './printers/storage-kinds.ts';
import { workloadPrinters } from './printers/workload-kinds.ts';

const builtInPrinters: ReadonlyMap<string, Printer> = new Map([
  ['pods', podPrinter],
  ...[corePrinters, workloadPrinters, networkPrinters, storagePrinters, controlPrinters].flatMap((printers) =>
    Object.entries(printers),
  ),
  ...(corePrinters['events'] ? [['events.events.k8s.io', corePrinters['events']] as const] : []),
]);

const genericPrinter = printer<{ readonly metadata: { readonly name: string; readonly creationTimestamp?: string } }>(
  'Name · Created At:date',
  ({ metadata }) => [metadata.name, metadata.creationTimestamp ?? null],
);

/** How objects of a kind are shown: built-in kinds as kubectl users know them, custom kinds as their definition says. */
export function printerOf(kind: ServedKind, version: ServedVersion): Printer {
  if (kind.custom) return customPrinter(version.columns);
  return builtInPrinters.get(kind.storeResource) ?? genericPrinter;
}
