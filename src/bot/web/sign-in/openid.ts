import * as openid from 'openid-client'
import { z } from 'zod'
import type { Logger } from '../../../log.ts'
import type { Person } from '../../../people.ts'
import type { Issuer } from '../../openid.ts'
import { explained } from './openid-faults.ts'
import type { SignInWay } from './session-store.ts'

/** By whom people sign in; a password is no such way. */
export type ProviderWay = Exclude<SignInWay, 'password'>

/** Whom a provider named. */
export interface Named {
  /** The id by which people.yml knows them. */
  identity: string
  /** Who they are where people.yml does not know them; without it they are nobody. */
  otherwise?: Person
}

/** What is a provider's own; how people sign in is the same for all. */
export interface Provider {
  way: ProviderWay
  /** As people know it. */
  name: string
  issuer(): Promise<Issuer>
  /** What goes along on the way there, besides what OpenID wants. */
  extra: Record<string, string>
  /** Whom its claims name. @throws UserError where they are not one of ours. */
  read(claims: unknown): Named
}

/** What must be remembered between the way there and the way back. */
export const flowSchema = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() })
export type Flow = z.infer<typeof flowSchema>

/** Signing in by OpenID Connect, with somebody who knows our people. */
export interface OpenIdSignIn extends Pick<Provider, 'way' | 'name'> {
  /** The way there. @throws UserError where the provider is away. */
  begin(): Promise<{ url: string; flow: Flow }>
  /**
   * Reads what was answered, as the query of the address at which people come back.
   * @throws UserError where it is not one of ours, or the provider is away.
   */
  finish(query: string, flow: Flow): Promise<Named>
}

/** Where people begin, and where they come back to. */
export const beginPath = (way: ProviderWay): string => `/sign-in/${way}`
export const callbackPath = (way: ProviderWay): string => `${beginPath(way)}/callback`

/** Opens signing in with a provider; nobody is asked yet. `url` is where browsers reach us. */
export function openIdSignIn(provider: Provider, url: string, log: Logger): OpenIdSignIn {
  const { way, name } = provider
  const callback = url + callbackPath(way)
  return {
    way,
    name,
    begin: () => explained(provider, log, () => begin(provider, callback)),
    finish: (query, flow) =>
      explained(provider, log, async () =>
        provider.read(await answered(await provider.issuer(), callback + query, flow)),
      ),
  }
}

async function begin({ issuer, extra }: Provider, callback: string): Promise<{ url: string; flow: Flow }> {
  const flow = {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
  }
  const url = openid.buildAuthorizationUrl(await issuer(), {
    redirect_uri: callback,
    scope: 'openid profile',
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
    ...extra,
  })
  return { url: url.href, flow }
}

async function answered(issuer: Issuer, address: string, { state, nonce, verifier }: Flow): Promise<unknown> {
  const tokens = await openid.authorizationCodeGrant(issuer, new URL(address), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  })
  return tokens.claims()
}
