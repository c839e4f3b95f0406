import { GraphError } from '../graph-error.ts';

/**
 * OneDrive's refusals. Codes: learn.microsoft.com/onedrive/developer/rest-api/concepts/errors; a 404
 * as recorded from the live service has no innerError.
 */
export const itemNotFound = (inner?: string) =>
  new GraphError(404, 'itemNotFound', 'The resource could not be found.', {}, inner ?? 'none');

export const invalidRequest = (message: string, inner?: string) =>
  new GraphError(400, 'invalidRequest', message, {}, inner);

export const accessDenied = (message = 'Access denied') =>
  new GraphError(403, 'accessDenied', message);

export const nameExists = () =>
  new GraphError(
    409,
    'nameAlreadyExists',
    'An item with the same name already exists under the parent.',
  );

export const resourceModified = () =>
  new GraphError(412, 'resourceModified', 'ETag does not match current item value.');

export const quotaReached = () =>
  new GraphError(507, 'quotaLimitReached', 'Insufficient space available.');

/** How a checked-out file answers is not documented with a name. */
export const locked = () =>
  new GraphError(423, 'notAllowed', 'The resource is locked by another user or process.');

export const malwareDetected = () =>
  new GraphError(403, 'malwareDetected', 'Malware was detected in the requested resource.', {
    'X-Virus-Infected': 'Simulated.Threat',
  });

/** Graph's usual code for a status on a drive, for planned failures that name none. */
export function driveCode(status: number): string {
  const codes: Record<number, string> = {
    400: 'invalidRequest',
    401: 'InvalidAuthenticationToken',
    403: 'accessDenied',
    404: 'itemNotFound',
    409: 'nameAlreadyExists',
    410: 'resyncRequired',
    412: 'resourceModified',
    416: 'invalidRange',
    423: 'notAllowed',
    429: 'activityLimitReached',
    503: 'serviceNotAvailable',
    504: 'UnknownError',
    507: 'quotaLimitReached',
  };
  return codes[status] ?? 'generalException';
}
