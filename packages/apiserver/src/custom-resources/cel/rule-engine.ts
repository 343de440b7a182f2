export { ruleErrors } from '../definition-validation/rule-errors.ts';
export { ruleValidator } from './validate-rules.ts';
