import { alonePage, escapeHtml } from '../alone-page.ts'
import { marks } from './marks.ts'
import type { OpenIdSignIn } from './openid.ts'

/** What the sign-in page shows. */
export interface SignInView {
  /** Where to go afterwards. */
  to: string
  /** The address of this page, as browsers see it. */
  address: string
  ways: { providers: Pick<OpenIdSignIn, 'way' | 'name'>[]; password: boolean }
  /** What went wrong, in sentences. */
  problem?: string
  /** The name that was typed. */
  name?: string
  /** What to do where there is no way to sign in. */
  hint: string
}

/** The page where people sign in. It works without scripts. */
export function signInPage(view: SignInView): string {
  const { problem, ways } = view
  const hasProviders = ways.providers.length > 0
  const parts = [
    problem === undefined ? '' : `<p class="sign-in-problem" role="alert">${escapeHtml(problem)}</p>`,
    ...ways.providers.map((provider) => providerLink(provider, view)),
    hasProviders && ways.password ? '<p class="sign-in-or"><span>or with a password</span></p>' : '',
    ways.password ? passwordForm(view) : '',
    hasProviders || ways.password ? '' : nobodyYet(view),
  ]
  return alonePage('Sign in', `<div class="sign-in">${parts.join('\n')}</div>`)
}

/** The first one leads; the others stand beside it. */
function providerLink({ way, name }: Pick<OpenIdSignIn, 'way' | 'name'>, { to, address, ways }: SignInView) {
  const look = way === ways.providers[0]?.way ? 'primary' : 'plain'
  return `<a class="button ${look}" href="${address}/${way}?to=${encodeURIComponent(to)}">${marks[way]}<span>Sign in with ${name}</span></a>`
}

function passwordForm({ to, address, name = '', ways }: SignInView): string {
  const hasProviders = ways.providers.length > 0
  const focus = hasProviders ? '' : ' autofocus'
  return `<form class="sign-in-form" method="post" action="${address}">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<label for="name">Name</label>
<input id="name" name="name" value="${escapeHtml(name)}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200"${focus}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000">
<button class="button ${hasProviders ? 'plain' : 'primary'}">Sign in</button>
</form>`
}

function nobodyYet({ hint }: SignInView): string {
  return `<p>There is no way to sign in yet.</p>\n<p>${escapeHtml(hint)}</p>`
}
