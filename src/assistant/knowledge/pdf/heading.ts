/** A heading as it is printed: `lines[start]` up to, and without, `lines[end]`. */
export interface Heading {
  title: string
  /** 1 is the outermost. */
  level: number
  start: number
  end: number
}

/** Lines that one heading may take. */
export const maxHeadingLines = 4
