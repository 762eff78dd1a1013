import { createHash, randomUUID } from 'node:crypto';

/** Region, account and partition that every ARN of one engine carries. */
export interface Place {
  region: string;
  accountId: string;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function statesArn(place: Place, ...rest: string[]): string {
  return ['arn', partitionOf(place.region), 'states', place.region, place.accountId, ...rest].join(':');
}

/** A UUID from 16 bytes that are as good as random. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex').split('');
  hex[12] = '4';
  hex[16] = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}

/** A UUID that follows from what it names, so that a repeated step names it again. */
export function namedUuid(...parts: (string | number)[]): string {
  return uuidOf(createHash('sha256').update(parts.join('|')).digest());
}

export { randomUUID };
