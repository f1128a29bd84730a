/** What Teams takes at most, from its documentation of bots and cards. */
export const limits = {
  /** Bytes of a request. */
  body: 100 * 1024,
  /** Buttons of one row; what is more is not shown. */
  actions: 6,
  citations: 10,
  citationName: 80,
  citationAbstract: 160,
  citationKeywords: 3,
  citationKeyword: 28,
  /** People for whom a card refreshes by itself. */
  refreshUsers: 60,
  /** Characters of what the bot says that it is doing. */
  informative: 1_000,
  /** How long a stream may take, in milliseconds. */
  streamMs: 120_000,
}
