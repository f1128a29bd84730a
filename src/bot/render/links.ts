/** Where cards' relative addresses lead. */
export interface Links {
  /** The address at which people reach our pages; without it, relative addresses lead nowhere. */
  baseUrl?: string
}

/** The whole address of a link in a card; null for what is no page, or longer than a platform takes. */
export function pageAddress(url: string, { baseUrl }: Links, longest: number): string | null {
  const parsed = URL.parse(url, baseUrl)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null
  return parsed.href.length <= longest ? parsed.href : null
}
