'use strict'
// Keys that are easily mistaken for something else.

const KEYS = [
  ...'+%&=?#\'()*!~;:@,$[]{}|^"` <>',
  'a\\b',
  'a b',
  ' a ',
  'a+b%20c%2Fd',
  '100%',
  '%zz',
  'a//b',
  'a/',
  'a/b/c.txt',
  'ä/ö.ü',
  '中文/文件',
  '😀👩‍👩‍👧',
  'e\u0301 and \u00e9',
  'a?versionId=b&c#d',
  'x-oss-process',
  'k'.repeat(1023),
  'ä'.repeat(511) + 'k',
]
/** Keys that a URL parser takes for ways through folders. */
const DOTTED = ['./a', '../a', 'a/./b', 'a/../b', 'a/..', 'a/.', '..', '.', '.a/..b/c..']

module.exports = { DOTTED, KEYS }
