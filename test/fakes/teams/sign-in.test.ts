import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { type FakeTeams, startFakeTeams } from '../../harness/teams.ts'
import { personNamed } from '../../harness/teams-names.ts'
import type { SignInFault } from './login/sign-in.ts'

let teams: FakeTeams
let client: openid.Configuration

beforeEach(async () => {
  teams = await startFakeTeams()
  const { world, signIn } = teams
  signIn.person = personNamed(world, 'maria')
  client = await openid.discovery(
    new URL(`${world.address}/login/${world.tenant.id}/v2.0`),
    world.app.id,
    {},
    openid.ClientSecretPost(world.app.password),
    { execute: [openid.allowInsecureRequests] },
  )
})

afterEach(() => teams.stop())

/** Signs in as a browser does it. @returns what is known of who came. */
async function signIn() {
  const [verifier, state, nonce] = [openid.randomPKCECodeVerifier(), 'state-1', 'nonce-1']
  const address = openid.buildAuthorizationUrl(client, {
    redirect_uri: 'https://bot.example/back',
    scope: 'openid profile',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const { headers } = await fetch(address, { redirect: 'manual' })
  const tokens = await openid.authorizationCodeGrant(client, new URL(headers.get('location') ?? ''), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  return tokens
}

/** The keys that Entra publishes. */
const published = () => createRemoteJWKSet(new URL(client.serverMetadata().jwks_uri ?? ''))

test('says who came', async () => {
  const maria = personNamed(teams.world, 'maria')
  const { payload } = await jwtVerify((await signIn()).id_token ?? '', published())
  expect(payload).toMatchObject({
    oid: maria.aadObjectId,
    tid: teams.world.tenant.id,
    name: 'Maria Sample',
    preferred_username: 'maria@autoboss.example',
    nonce: 'nonce-1',
  })
})

test.each<SignInFault>([
  'denied',
  'token-refused',
  'other-nonce',
  'other-audience',
  'other-issuer',
  'other-state',
  'expired',
  'no-id-token',
])('is refused by a client that checks: %s', async (fault) => {
  teams.signIn.fault = fault
  await expect(signIn()).rejects.toThrow()
})

test('may be from another tenant', async () => {
  teams.signIn.fault = 'other-tenant'
  expect((await signIn()).claims()?.['tid']).not.toBe(teams.world.tenant.id)
})

test('may be signed with a key that Entra does not publish', async () => {
  teams.signIn.fault = 'foreign-key'
  const { id_token: token = '' } = await signIn()
  await expect(jwtVerify(token, published())).rejects.toMatchObject({
    code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  })
})
