import type { FieldError } from '@capstan/schema';
import { type Fields, fieldsOf, textOf, textsOf } from './body-fields.ts';

/** What is wrong with the selectors of an access review. RBAC does not look at them, but they have to make sense. */
export function selectorErrors(spec: Fields): readonly FieldError[] {
  const attributes = fieldsOf(spec['resourceAttributes']);
  return ['fieldSelector', 'labelSelector'].flatMap((name) => {
    const selector = fieldsOf(attributes?.[name]);
    return selector ? errorsOf(selector, `spec.resourceAttributes.${name}`, name === 'fieldSelector') : [];
  });
}

function errorsOf(selector: Fields, path: string, keyRequired: boolean): readonly FieldError[] {
  const raw = textOf(selector['rawSelector']);
  const requirements = Array.isArray(selector['requirements']) ? selector['requirements'] : [];
  const errors = requirements.flatMap((requirement, index) =>
    requirementErrors(fieldsOf(requirement) ?? {}, `${path}.requirements[${index}]`, keyRequired),
  );
  if (raw !== '' && requirements.length > 0) {
    const message = `Invalid value: ${JSON.stringify(raw)}: may not specified at the same time as requirements`;
    return [{ type: 'FieldValueInvalid', field: `${path}.rawSelector`, message }, ...errors];
  }
  if (raw !== '' || requirements.length > 0) return errors;
  return [required(`${path}.requirements`, `when ${path} is specified, requirements or rawSelector is required`)];
}

/** An operator that we don't know is let through: the client may be newer than we are. */
function requirementErrors(requirement: Fields, path: string, keyRequired: boolean): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (keyRequired && textOf(requirement['key']) === '') errors.push(required(`${path}.key`, 'must be specified'));
  const operator = textOf(requirement['operator']);
  const values = textsOf(requirement['values']).length;
  if ((operator === 'In' || operator === 'NotIn') && values === 0) {
    errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values > 0) {
    const message = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    errors.push({ type: 'FieldValueForbidden', field: `${path}.values`, message });
  }
  return errors;
}

const required = (field: string, why: string): FieldError => ({
  type: 'FieldValueRequired',
  field,
  message: `Required value: ${why}`,
});
