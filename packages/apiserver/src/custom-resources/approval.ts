export const approvalAnnotation = 'api-approved.kubernetes.io';

/** Groups of the Kubernetes project itself. */
export const isProtectedGroup = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group);

interface Approval {
  readonly status: 'True' | 'False';
  readonly reason: 'ApprovedAnnotation' | 'UnapprovedAnnotation' | 'InvalidAnnotation' | 'MissingAnnotation';
  readonly message: string;
}

const policy = 'https://github.com/kubernetes/enhancements/pull/1111';

/** What the annotation of a definition in a protected group says. */
export function approvalOf(annotations: Readonly<Record<string, string>> | undefined): Approval {
  const value = annotations?.[approvalAnnotation] ?? '';
  const required = `protected groups must have approval annotation ${JSON.stringify(approvalAnnotation)}`;
  if (value === '') return { status: 'False', reason: 'MissingAnnotation', message: `${required}, see ${policy}` };
  if (value.startsWith('unapproved')) {
    return { status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: ${JSON.stringify(value)}` };
  }
  if (URL.canParse(value) && new URL(value).host !== '') {
    return { status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${value}` };
  }
  const message = `${required} with either a URL or a reason starting with "unapproved", see ${policy}`;
  return { status: 'False', reason: 'InvalidAnnotation', message };
}
