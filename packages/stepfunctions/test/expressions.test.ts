import { expect, it } from 'vitest';
import { Expressions } from '../src/language/expression.ts';
import type { Json } from '../src/language/types.ts';

const NOW = Date.UTC(2026, 0, 5);
/** https://github.com/floci-io/floci, JsonataEvaluatorTest: measured with TestState in us-east-1. */
const RECORDED = 'recorded on AWS, 2026-08';
const FUNCTIONS = 'docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html';

/** Evaluates one expression with a source of chance that always draws 0.5. */
async function evaluate(source: string, variables: Record<string, unknown> = {}): Promise<Json> {
  return new Expressions().evaluate(`{% ${source} %}`, 'Output', { now: NOW, random: () => 0.5, variables });
}

const DOUBLING = 'function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }';

const gives: [source: string, expected: Json, from: string][] = [
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]], FUNCTIONS],
  ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]], RECORDED],
  ['$partition([1,2,3])', [[1, 2, 3]], RECORDED],
  ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10], FUNCTIONS],
  ['$range(10, 0, -2)', [10, 8, 6, 4, 2, 0], RECORDED],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2], RECORDED],
  ['$range(3, 3, 1)', 3, RECORDED],
  ['$count($range(1, 360145, 1))', 360_145, RECORDED],
  ["$hash('Hello', 'MD5')", '8b1a9953c4611296a827abf8c47804d7', RECORDED],
  ["$hash('Hello', 'SHA-256')", '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969', RECORDED],
  ['$random(42)', 0.7275636800328681, RECORDED],
  ['$random(0.9)', 0.730967787376657, RECORDED],
  ['$random()', 0.5, FUNCTIONS],
  ['$uuid()', '88888888-8888-4888-a888-888888888888', FUNCTIONS],
  [`$parse('{"a":[1,null]}').a[0]`, 1, FUNCTIONS],
  ["$exists($parse('null'))", true, RECORDED],
  [`$map(['{"a":1}', '{"a":2}'], $parse).a`, [1, 2], RECORDED],
  ['$now()', '2026-01-05T00:00:00.000Z', 'docs.jsonata.org/date-time-functions'],
  ["$now('[Y0001]/[M01]', '+0800')", '2026/01', 'docs.jsonata.org/date-time-functions'],
  [`$formatNumber(1234.5, '#,##0.00')`, '1,234.50', 'docs.jsonata.org/numeric-functions'],
  ['$millis()', NOW, 'docs.jsonata.org/date-time-functions'],
  ['1/0', 'Infinity', RECORDED],
  ['[1/0]', ['Infinity'], RECORDED],
  ['{"k": 0/0}', { k: 'NaN' }, RECORDED],
  ['$string(1e20)', '100000000000000000000', RECORDED],
  ['$string(1e21)', '1e+21', RECORDED],
  ['$string(999999999999999868928)', '999999999999999900000', RECORDED],
  ['$string(9007199254740991)', '9007199254740991', RECORDED],
  ['$string(1/3)', '0.333333333333333', RECORDED],
  [
    '$string({"a": [1/3, true, $sum]}, true)',
    '{\n  "a": [\n    0.333333333333333,\n    true,\n    ""\n  ]\n}',
    RECORDED,
  ],
  ['$string(1/0)', 'Infinity', RECORDED],
  ['$count([1..873782])', 873_782, RECORDED],
  [`($f := ${DOUBLING}; $length($f('x', 22)))`, 4_194_304, RECORDED],
  [`1${'+1'.repeat(99)}`, 100, RECORDED],
  ['($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(31))', 31, RECORDED],
];

it.each(gives)('%s gives %j (%s)', async (source, expected) => {
  expect(await evaluate(source)).toEqual(expected);
});

const UNDEFINED = /returned nothing \(undefined\)/;
const MEMORY = /evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage/;
const DEEP = /: Stack overflow error: Check for non-terminating recursive function/;

const fails: [source: string, message: RegExp][] = [
  ["$eval('1+1')", /T1006: Attempted to invoke a non-function/],
  ['$partition([], 2)', UNDEFINED],
  ['$partition([1], 0)', UNDEFINED],
  ['$partition([1], -1)', /D3137: Second argument must be zero or greater/],
  ['$partition(null, 2)', /T0412/],
  ['$range(1, 5)', UNDEFINED],
  ['$range(5, 1, 1)', UNDEFINED],
  ['$range(1, 5, 0)', UNDEFINED],
  ['$range(1)', /T0410/],
  ['$range(1, 360146, 1)', MEMORY],
  ["$hash('Hello', 'md5')", /D3137/],
  ["$hash('Hello')", UNDEFINED],
  ["$uuid('seed')", /T0410/],
  ['$random(1, 2)', /T0410/],
  // What has no digit in its picture: the package itself fails in JavaScript's words.
  [`$formatNumber(1, 'x')`, /D3086: The sub-picture must not contain a passive character/],
  [`$formatNumber(1, '')`, /D3085: The mantissa part of a sub-picture must contain/],
  ['$parse(null)', /T0410/],
  ["$parse('not json')", /D3137: Invalid JSON/],
  ["$parse('')", /D3137: Invalid JSON/],
  [`$parse('{"a":1,"a":2}')`, /D3137: Invalid JSON/],
  [`$parse('1e400')`, /D3137: Invalid JSON/],
  ['$count([1..873783])', MEMORY],
  [`($f := ${DOUBLING}; $length($f('x', 23)))`, MEMORY],
  [`$sum(['a'])`, /T0412: Argument 1 of function "sum" must be an array of "numbers"/],
  [`1${'+1'.repeat(100)}`, DEEP],
  [`${'['.repeat(100)}1${']'.repeat(100)}`, DEEP],
  ['($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(32))', DEEP],
];

it.each(fails)('%s fails as on AWS', async (source, message) => {
  await expect(evaluate(source)).rejects.toThrow(message);
});

it('gives plain data: a sequence that was kept in a variable reads the same later', async () => {
  const kept = await evaluate('$v[k=1][]', { v: [{ k: 1 }] });
  expect(await evaluate('$kept', { kept })).toEqual([{ k: 1 }]);
  expect(Object.keys(kept as object)).toEqual(['0']);
});

it('draws from the surroundings for every unseeded number', async () => {
  let draws = 0;
  const random = () => ++draws / 10;
  const value = await new Expressions().evaluate('{% [$random(), $random()] %}', 'Output', {
    now: 0,
    random,
    variables: {},
  });
  expect(value).toEqual([0.1, 0.2]);
});
