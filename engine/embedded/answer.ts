/** What goes back to the client: status, headers, body. A HEAD request gets all of it but the body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The codes that this registry answers with. @see distribution-spec spec.md#error-codes */
export type ErrorCode =
  | 'BLOB_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'PAGINATION_NUMBER_INVALID'
  | 'SIZE_INVALID'
  | 'UNSUPPORTED';

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: object, headers: Record<string, string> = {}): Answer {
  return bytesAnswer(status, Buffer.from(JSON.stringify(value)), { 'Content-Type': 'application/json', ...headers });
}

/** An answer with these bytes as its body. */
export function bytesAnswer(status: number, body: Uint8Array, headers: Record<string, string>): Answer {
  return { status, headers: { ...headers, 'Content-Length': String(body.length) }, body };
}

/** A refusal, in the specification's form. `detail` holds what was asked for. @see distribution-spec spec.md#error-codes */
export function errorAnswer(
  status: number,
  code: ErrorCode,
  message: string,
  detail: Record<string, string> = {},
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { errors: [{ code, message, detail }] }, headers);
}
