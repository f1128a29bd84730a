/** Why a PDF cannot be read; extract.ts has the sentence for each. */
export type ProblemCode =
  | 'truncated'
  | 'damaged'
  | 'password'
  | 'too_many_pages'
  | 'no_text'
  | 'unreadable_text'
  | 'too_much_text'

/** The PDF is at fault, not the program. */
export class PdfProblem extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, options: ErrorOptions = {}) {
    super(code, options)
    this.name = 'PdfProblem'
    this.code = code
  }
}
