import Sequencer from '@jest/test-sequencer'

/** Minutes long, however short their files are: what begins last, all wait for. */
const longest = [
  'product/run-kills-at-boundaries',
  'bot/procedure-rights',
  'product/run-kills-in-steps',
  'bot/database-kills',
  'bot/run-kills',
  'product/database-kills',
]

/**
 * Orders files as Jest does (by known times, then by sizes), but the longest before all. In JavaScript, since the
 * library's types are not those of what it exports.
 */
export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests)
    const rank = ({ path }) => {
      const found = longest.findIndex((name) => path.endsWith(`/test/${name}.test.ts`))
      return found === -1 ? longest.length : found
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
