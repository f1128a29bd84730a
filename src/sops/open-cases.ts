/** What procedures must know of cases: whom somebody still waits for keeps what was said. */
export interface OpenCases {
  /** The assistant's sessions that open cases are about, in order. */
  sessionsOfOpen(): Promise<string[]>
}
