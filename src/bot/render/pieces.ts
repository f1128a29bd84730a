/** Where a text may be cut, the best place first. */
const borders = ['\n\n', '\n', '. ', ' ']

/** A text in pieces of at most `limit` characters, cut between paragraphs, lines, sentences or words. */
export function pieces(text: string, limit: number): string[] {
  const rest = text.trimEnd()
  if (rest.length <= limit) return rest === '' ? [] : [rest]
  const end = endWithin(rest, limit)
  return [rest.slice(0, end).trimEnd(), ...pieces(rest.slice(end).replace(/^\n+/, ''), limit)].filter(
    (piece) => piece !== '',
  )
}

function endWithin(text: string, limit: number): number {
  for (const border of borders) {
    const at = text.lastIndexOf(border, limit - border.length)
    // A piece that is much too short is worse than a cut in a worse place.
    if (at > limit / 3) return at + border.length
  }
  const isHalved = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1))
  return isHalved ? limit - 1 : limit
}
