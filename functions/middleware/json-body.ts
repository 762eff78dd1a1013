import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ServiceProblem } from '#contract/problems.ts';
import { fieldProblem, type Problem } from '#domain/problem.ts';
import type { ApiMiddleware, ApiRequest } from '#functions/middleware/api-context.ts';

/** Ours is wider than the parser's: RFC 9110 (5.6.6) allows a space before the semicolon of a parameter. */
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;
const parser = httpJsonBodyParser({ disableContentTypeCheck: true });

/**
 * The body parsed, on the routes that have one. @throws ServiceProblem UnsupportedMediaType; Problem Validation for
 * what is no JSON, or has a key by which a program could be led astray (`__proto__`).
 */
export const jsonBody = (): ApiMiddleware => ({
  before: (request) => {
    if (!request.context.route.definition.body) return;
    if (!JSON_TYPE.test(request.event.headers['content-type'] ?? '')) {
      throw new ServiceProblem('UnsupportedMediaType');
    }
    parse(request);
  },
});

function parse(request: ApiRequest): void {
  try {
    parser.before?.(request as Parameters<NonNullable<typeof parser.before>>[0]);
  } catch (error) {
    throw refusalOf(error as Error & { cause?: { data?: unknown } });
  }
}

/** The parser's own error holds the body, so it goes no further. */
function refusalOf({ message, cause }: Error & { cause?: { data?: unknown } }): Problem {
  return message.startsWith('Forbidden key')
    ? fieldProblem('/', `不得使用字段名“${cause?.data}”。`, `A field must not be called "${cause?.data}".`)
    : fieldProblem('/', '不是合法的 JSON。', 'Not valid JSON.');
}
