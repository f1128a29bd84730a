interface Ranked {
  documentId: string
  pageStart: number
  pageEnd: number
  score: number
}

/** What a passage still counts when one of its pages was given already. */
const repeatedPage = 0.7

/** The best passages, best first, preferring pages that are not among them yet. */
export function varied<T extends Ranked>(ranked: T[], limit: number): T[] {
  const left = [...ranked]
  const chosen: T[] = []
  const given = new Set<string>()
  const worth = (one: T): number =>
    one.score * (pagesOf(one).some((page) => given.has(page)) ? repeatedPage : 1)
  while (chosen.length < limit && left.length > 0) {
    const best = left.reduce((a, b) => (worth(b) > worth(a) ? b : a))
    left.splice(left.indexOf(best), 1)
    chosen.push(best)
    for (const page of pagesOf(best)) given.add(page)
  }
  return chosen
}

function pagesOf({ documentId, pageStart, pageEnd }: Ranked): string[] {
  return pageStart === pageEnd
    ? [`${documentId} ${pageStart}`]
    : [`${documentId} ${pageStart}`, `${documentId} ${pageEnd}`]
}
