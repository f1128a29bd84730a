import { alonePage, escapeHtml } from '../alone-page.ts'

/** What the sign-in page shows. */
export interface SignInView {
  /** Where to go afterwards. */
  to: string
  /** The address of this page, as browsers see it. */
  address: string
  ways: { slack: boolean; password: boolean }
  /** What went wrong, in sentences. */
  problem?: string
  /** The name that was typed. */
  name?: string
  /** What to do where there is no way to sign in. */
  hint: string
}

/** Slack's own mark, in its own colours. */
const slackMark =
  '<svg viewBox="0 0 122.8 122.8" width="20" height="20" aria-hidden="true"><path fill="#e01e5a" d="M25.8 77.6a12.9 12.9 0 1 1-12.9-12.9h12.9zm6.500 0a12.9 12.9 0 0 1 25.800 0v32.300a12.9 12.9 0 0 1-25.800 0z"/><path fill="#36c5f0" d="M45.200 25.800a12.9 12.9 0 1 1 12.9-12.9v12.9zm0 6.500a12.9 12.9 0 0 1 0 25.800H12.9a12.9 12.9 0 0 1 0-25.800z"/><path fill="#2eb67d" d="M97 45.200a12.9 12.9 0 1 1 12.9 12.9H97zm-6.500 0a12.9 12.9 0 0 1-25.800 0V12.9a12.9 12.9 0 0 1 25.800 0z"/><path fill="#ecb22e" d="M77.600 97a12.9 12.9 0 1 1-12.9 12.9V97zm0-6.500a12.9 12.9 0 0 1 0-25.800h32.300a12.9 12.9 0 0 1 0 25.800z"/></svg>'

/** The page where people sign in. It works without scripts. */
export function signInPage(view: SignInView): string {
  const { problem, ways } = view
  const parts = [
    problem === undefined ? '' : `<p class="sign-in-problem" role="alert">${escapeHtml(problem)}</p>`,
    ways.slack ? slackLink(view) : '',
    ways.slack && ways.password ? '<p class="sign-in-or"><span>or with a password</span></p>' : '',
    ways.password ? passwordForm(view) : '',
    ways.slack || ways.password ? '' : nobodyYet(view),
  ]
  return alonePage('Sign in', `<div class="sign-in">${parts.join('\n')}</div>`)
}

function slackLink({ to, address }: SignInView): string {
  return `<a class="button primary" href="${address}/slack?to=${encodeURIComponent(to)}">${slackMark}<span>Sign in with Slack</span></a>`
}

function passwordForm({ to, address, name = '', ways }: SignInView): string {
  const focus = ways.slack ? '' : ' autofocus'
  return `<form class="sign-in-form" method="post" action="${address}">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<label for="name">Name</label>
<input id="name" name="name" value="${escapeHtml(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200"${focus}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000">
<button class="button ${ways.slack ? 'plain' : 'primary'}">Sign in</button>
</form>`
}

function nobodyYet({ hint }: SignInView): string {
  return `<p>There is no way to sign in yet.</p>\n<p>${escapeHtml(hint)}</p>`
}
