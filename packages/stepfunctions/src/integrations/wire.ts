import type { Json } from '../language/types.ts';

/** An exception that a service answered with, or the lack of any answer. */
export class WireError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** Services on one machine take any credential; they only want the header to look like a signature. */
function headers(service: string, region: string): Record<string, string> {
  const day = '20260101';
  return {
    authorization:
      `AWS4-HMAC-SHA256 Credential=local/${day}/${region}/${service}/aws4_request, ` +
      'SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000',
    'x-amz-date': `${day}T000000Z`,
  };
}

interface WireCall {
  endpoint: string;
  service: string;
  region: string;
}

/** One request of an AWS JSON protocol. */
export async function jsonRequest(
  call: WireCall & { target: string; version: '1.0' | '1.1' },
  body: Json,
): Promise<{ [key: string]: Json }> {
  const { status, text } = await send(call, JSON.stringify(body), {
    'content-type': `application/x-amz-json-${call.version}`,
    'x-amz-target': call.target,
  });
  const answer = parse(text);
  if (status < 300) return answer;
  const type =
    String(answer.__type ?? 'InternalFailure')
      .split('#')
      .at(-1) ?? '';
  throw new WireError(type, String(answer.message ?? answer.Message ?? ''), status);
}

/** One request of the AWS query protocol, whose answers are XML. */
export async function queryRequest(call: WireCall, form: Record<string, string>): Promise<string> {
  const { status, text } = await send(call, new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  if (status < 300) return text;
  throw new WireError(element(text, 'Code') ?? 'InternalFailure', element(text, 'Message') ?? '', status);
}

/** The text of the first element of a name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

async function send(
  call: WireCall,
  body: string,
  more: Record<string, string>,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(call.endpoint, {
      method: 'POST',
      headers: { ...headers(call.service, call.region), ...more },
      body,
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WireError('SdkClientException', `Unable to execute HTTP request: ${reason}`, 0);
  }
}

function parse(text: string): { [key: string]: Json } {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null) return value as { [key: string]: Json };
  } catch {
    // Not JSON: treated as an answer without members.
  }
  return {};
}
