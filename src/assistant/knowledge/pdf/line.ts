/** One printed line of a page. Lengths are in points; y runs from the top of the page down. */
export interface Line {
  /** From 1. */
  page: number
  text: string
  x: number
  /** The baseline. */
  y: number
  width: number
  /** The font size of most of its characters. */
  size: number
  /** It has gaps as the rows of a table have. */
  row: boolean
}

export interface Page {
  /** From 1. */
  number: number
  width: number
  height: number
  /** In reading order. */
  lines: Line[]
}
