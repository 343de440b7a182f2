import { type FieldError, isJsonObject, requiredError } from '@capstan/schema';
import { serviceName } from './name-rule.ts';
import type { Strategy } from './strategy.ts';

/** Services, as far as the API goes: nothing routes to them. Their addresses are given out on admission. */
export const serviceStrategy: Partial<Strategy> = {
  nameRule: serviceName,
  fillDefaults(service) {
    const spec = isJsonObject(service['spec']) ? service['spec'] : {};
    service['spec'] = spec;
    spec['type'] ||= 'ClusterIP';
    spec['sessionAffinity'] ||= 'None';
    if (spec['type'] !== 'ExternalName') {
      spec['internalTrafficPolicy'] ||= 'Cluster';
      spec['ipFamilies'] ??= ['IPv4'];
      spec['ipFamilyPolicy'] ||= 'SingleStack';
    }
    for (const port of portsOf(spec)) {
      port['protocol'] ||= 'TCP';
      port['targetPort'] ||= port['port'];
    }
  },
  prepareCreate(service) {
    service['status'] = { loadBalancer: {} };
  },
  validate(service): readonly FieldError[] {
    const spec = isJsonObject(service['spec']) ? service['spec'] : {};
    if (spec['type'] === 'ExternalName') return spec['externalName'] ? [] : [requiredError('spec.externalName')];
    return portsOf(spec).length > 0 || spec['clusterIP'] === 'None' ? [] : [requiredError('spec.ports')];
  },
};

const portsOf = (spec: Record<string, unknown>) => (Array.isArray(spec['ports']) ? spec['ports'].filter(isJsonObject) : []);
