import { useEffect, useRef } from 'preact/hooks'
import { html, type VNode } from './html.ts'

const signedOut = 'signed-out'

/** The server no longer knows who is here: whatever was asked, the whole page hears of it. */
export function tellSignedOut(status: number): void {
  if (status === 401) dispatchEvent(new Event(signedOut))
}

/** Hears that nobody is signed in any more. @returns how to stop. */
export function onSignedOut(act: () => void): () => void {
  addEventListener(signedOut, act)
  return () => removeEventListener(signedOut, act)
}

/** The way to the sign-in page and back here. */
export function signInHref(): string {
  return `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`
}

/** Over the page, which stays as it is beneath: what was typed is kept. */
export function SignedOut(): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return html`<dialog class="signed-out" ref=${dialog} aria-labelledby="signed-out-heading"
    onCancel=${(event: Event) => event.preventDefault()}>
    <h2 id="signed-out-heading">You are no longer signed in</h2>
    <p>Your session has ended. What you typed is kept.</p>
    <a class="button primary" href=${signInHref()}>Sign in again</a>
  </dialog>`
}
