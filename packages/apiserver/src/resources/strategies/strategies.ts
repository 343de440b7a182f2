import { definitionStrategy } from '../../custom-resources/definition-strategy.ts';
import type { ServedKind } from '../served-kind.ts';
import { configMapStrategy, secretStrategy } from './data-strategies.ts';
import {
  answersDeleted,
  countsGenerations,
  createdByUpdate,
  freelyNamed,
  orphansByDefault,
  updatedConditionally,
} from './kind-facts.ts';
import { labelName, pathSegmentName, subdomainName } from './name-rule.ts';
import { namespaceStrategy } from './namespace-strategy.ts';
import { podStrategy } from './pod-strategy.ts';
import { bindingStrategy } from './rbac-strategy.ts';
import { roleStrategy } from './role-strategy.ts';
import { serviceStrategy } from './service-strategy.ts';
import type { Strategy } from './strategy.ts';
import { keepStatusAndAnnotations, keepStatusOnly } from './subresource-merge.ts';

type Particulars = Partial<Omit<Strategy, 'countsGenerations' | 'answersDeleted' | 'createdByUpdate' | 'updatedConditionally'>>;

/** Its status can't be written together with labels. */
const deploymentStrategy: Particulars = {
  mergeSubresource: {
    status(into, from) {
      const { labels } = into.metadata;
      keepStatusAndAnnotations(into, from);
      if (labels) into.metadata.labels = labels;
      else delete into.metadata.labels;
    },
  },
};

const particulars: Readonly<Record<string, Particulars>> = {
  configmaps: configMapStrategy,
  secrets: secretStrategy,
  namespaces: namespaceStrategy,
  pods: podStrategy,
  services: serviceStrategy,
  'roles.rbac.authorization.k8s.io': roleStrategy,
  'clusterroles.rbac.authorization.k8s.io': roleStrategy,
  'deployments.apps': deploymentStrategy,
  'customresourcedefinitions.apiextensions.k8s.io': definitionStrategy,
  'rolebindings.rbac.authorization.k8s.io': bindingStrategy,
  'clusterrolebindings.rbac.authorization.k8s.io': bindingStrategy,
};

const strategies = new WeakMap<ServedKind, Strategy>();

/** How objects of a kind are written. */
export function strategyOf(kind: ServedKind): Strategy {
  let strategy = strategies.get(kind);
  if (!strategy) {
    strategy = kind.custom ? customStrategy : builtInStrategy(kind.storeResource);
    strategies.set(kind, strategy);
  }
  return strategy;
}

const customStrategy: Strategy = {
  countsGenerations: true,
  answersDeleted: false,
  createdByUpdate: false,
  updatedConditionally: true,
  orphansByDefault: false,
  nameRule: subdomainName,
  mergeSubresource: { status: keepStatusOnly },
};

function builtInStrategy(resource: string): Strategy {
  return {
    countsGenerations: countsGenerations.has(resource),
    answersDeleted: answersDeleted.has(resource),
    createdByUpdate: createdByUpdate.has(resource),
    updatedConditionally: updatedConditionally.has(resource),
    orphansByDefault: orphansByDefault.has(resource),
    nameRule: freelyNamed.has(resource) ? pathSegmentName : resource === 'namespaces' ? labelName : subdomainName,
    mergeSubresource: { status: keepStatusAndAnnotations },
    ...particulars[resource],
  };
}
