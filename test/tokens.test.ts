import { expect, test } from '@jest/globals'
import { SignJWT } from 'jose'
import { newTokenKeys, tokenSigner, tokenVerifier } from '../src/tokens.ts'

const keys = newTokenKeys()
const caller = { subject: 'maria', roles: ['staff', 'on-call'] }

test('a token names its caller to the audience it was signed for', async () => {
  const token = await tokenSigner(keys.privateKey)(caller, 'assistant')
  expect(await tokenVerifier(keys.publicKey, 'assistant')(token)).toEqual(caller)
})

test('another audience, another key, a changed token and an unsigned one are refused alike', async () => {
  const token = await tokenSigner(keys.privateKey)(caller, 'assistant')
  const foreign = await tokenSigner(newTokenKeys().privateKey)(caller, 'assistant')
  const [header, payload, signature] = token.split('.')
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
  const symmetric = await new SignJWT({ roles: [] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('maria')
    .setIssuer('bot')
    .setAudience('assistant')
    .sign(Buffer.from(keys.publicKey, 'base64'))
  const refused = { code: 'bad_token', status: 401 }
  await expect(tokenVerifier(keys.publicKey, 'agent')(token)).rejects.toMatchObject(refused)
  const verify = tokenVerifier(keys.publicKey, 'assistant')
  for (const bad of [foreign, unsigned, symmetric, `${header}.${payload}x.${signature}`, '', 'x']) {
    await expect(verify(bad)).rejects.toMatchObject(refused)
  }
})
