/**
 * Whether a body has the shape in which the contract tells a failure: `{"detail": "…"}`, or lists of texts by field, nested as the fields
 * are.
 */
export function isInShape(body: unknown): boolean {
  if (!isObject(body)) return false;
  if ('detail' in body) return Object.keys(body).length === 1 && typeof body['detail'] === 'string';
  return isErrorTree(body);
}

function isErrorTree(tree: Readonly<Record<string, unknown>>): boolean {
  const errors = Object.values(tree);
  return errors.length > 0 && errors.every((error) => (isObject(error) ? isErrorTree(error) : isListOfTexts(error)));
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
