/** The object that the text holds; undefined where it is no JSON, or something else than an object. */
export function parseObject<T extends object>(text: string): T | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
