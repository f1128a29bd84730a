import { expect, test } from '@jest/globals'
import { normalise } from '../../../../src/assistant/knowledge/pdf/normalise.ts'

test.each([
  ['ligatures come apart', 'ﬁlter of the ﬂoat', 'filter of the float'],
  ['full-width forms become narrow', 'Ｅ－１０４', 'E-104'],
  ['accents are composed', 'ε\u0301λεγχος', 'έλεγχος'],
  ['white space is single', 'a \u00a0\t b\nc', 'a b c'],
  ['soft hyphens and joiners go', 'main\u00adte\u200bnance', 'maintenance'],
  ['control characters go', 'a\u0000b\u0007c', 'abc'],
  ['raised figures stay raised: 10² is not 102', '10² mm, 2½ turns, H₂O', '10² mm, 2½ turns, H₂O'],
  ['half a pair of surrogates does no harm', 'a\ud800b', 'a\ufffdb'],
])('%s', (_, given, expected) => {
  expect(normalise(given)).toBe(expected)
})
