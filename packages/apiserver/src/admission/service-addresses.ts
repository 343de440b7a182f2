import { invalidError, isJsonObject } from '@capstan/schema';
import { invalid } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import type { AdmissionPlugin } from './admission.ts';

/** 10.96.0.0/16, of which the first address is the API server's. */
const prefix = '10.96';
const addresses = 65_536;

/** Gives Services an address inside the cluster, and keeps it as long as they live. */
export function serviceAddresses(store: Pick<Store, 'list'>): AdmissionPlugin {
  return {
    name: 'ServiceAddresses',
    mutate({ operation, target, object, oldObject }) {
      if (operation === 'DELETE' || target.kind.storeResource !== 'services' || !object || target.subresource !== '') return;
      const spec = isJsonObject(object['spec']) ? object['spec'] : {};
      object['spec'] = spec;
      if (spec['type'] === 'ExternalName') return;
      if (oldObject) keepAddress(spec, oldObject);
      if (!spec['clusterIP']) spec['clusterIP'] = freeAddress(store);
      else if (!oldObject && spec['clusterIP'] !== 'None') confirmFree(String(spec['clusterIP']), object, store);
      spec['clusterIPs'] = [spec['clusterIP']];
    },
  };
}

function keepAddress(spec: Record<string, unknown>, { spec: before }: MutableObject): void {
  if (isJsonObject(before) && !spec['clusterIP'] && before['clusterIP']) spec['clusterIP'] = before['clusterIP'];
}

const takenAddresses = (store: Pick<Store, 'list'>): ReadonlySet<string | undefined> =>
  new Set(store.list('services').items.map(({ fields }) => fields?.['spec.clusterIP']));

/** The next one after all that were given out, so that an address isn't used again at once. */
function freeAddress(store: Pick<Store, 'list'>): string {
  const taken = takenAddresses(store);
  for (let offset = taken.size, tried = 0; tried < addresses; tried += 1, offset += 1) {
    const number = 2 + (offset % (addresses - 3));
    const address = `${prefix}.${number >> 8}.${number & 0xff}`;
    if (!taken.has(address)) return address;
  }
  throw new Error('no address is left for Services');
}

function confirmFree(address: string, { metadata }: MutableObject, store: Pick<Store, 'list'>): void {
  const why = address.startsWith(`${prefix}.`)
    ? 'provided IP is already allocated'
    : `failed to allocate IP ${address}: the provided IP is not in the valid range. The range of valid IPs is ${prefix}.0.0/16`;
  if (address.startsWith(`${prefix}.`) && !takenAddresses(store).has(address)) return;
  throw invalid({ group: '', kind: 'Service' }, metadata.name ?? '', [invalidError('spec.clusterIPs', [address], why)]);
}
