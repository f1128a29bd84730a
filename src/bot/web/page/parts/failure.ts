/** A request that was refused or never answered; its message is a sentence for people. */
export interface Failure extends Error {
  /** The HTTP status; 0 where no answer came. */
  status: number
}

/** Makes a Failure. */
export function failure(status: number, sentence: string): Failure {
  return Object.assign(new Error(sentence), { status })
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== ''
    ? thrown.message
    : 'Something went wrong. Try again.'
}

/** Whether the server refused because of who asks, or from where. */
export function isForbidden(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && thrown.status === 403
}

/** Whether the server does not know who asks. */
export function isSignedOut(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && thrown.status === 401
}

/** Whether there is no such thing on the server. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && thrown.status === 404
}

/** Whether trying the same again may help: no answer, too many requests, or a fault on the server's side. */
export function mayPass(thrown: unknown): boolean {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : 0
  return status === 0 || status === 429 || (typeof status === 'number' && status >= 500)
}
