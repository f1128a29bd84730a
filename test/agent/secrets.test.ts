import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openSecrets, tokenKeys } from '../../src/agent/secrets.ts'
import { readConfig } from '../../src/config.ts'
import { tokenSigner, tokenVerifier } from '../../src/tokens.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder('secrets-')
})
afterEach(() => removeDataFolder(folder))

test('secrets are made once, and only their owner can read them', async () => {
  const path = join(folder, 'agent/secrets.json')
  const secrets = await openSecrets(path)
  expect(await openSecrets(path)).toEqual(secrets)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'agent'))).mode & 0o777).toBe(0o700)
  const passwords = [secrets.assistant, secrets.ops].flatMap((one) => Object.values(one))
  expect(new Set(passwords).size).toBe(6)
})

test('a file that was cut off is refused and left as it is', async () => {
  const path = join(folder, 'secrets.json')
  await writeFile(path, '{"assistant": {"superuser"')
  await expect(openSecrets(path)).rejects.toThrow(`The file ${path} cannot be used.`)
  expect(await readFile(path, 'utf8')).toBe('{"assistant": {"superuser"')
})

test('the made keys sign and verify; keys that are set take their place, but only as a pair', async () => {
  const secrets = await openSecrets(join(folder, 'secrets.json'))
  const { TOKEN_PRIVATE_KEY, TOKEN_PUBLIC_KEY } = tokenKeys(readConfig({}), secrets)
  const token = await tokenSigner(TOKEN_PRIVATE_KEY)({ subject: 'maria', roles: [] }, 'assistant')
  expect(await tokenVerifier(TOKEN_PUBLIC_KEY, 'assistant')(token)).toMatchObject({ subject: 'maria' })
  const pair = { TOKEN_PRIVATE_KEY: 'a', TOKEN_PUBLIC_KEY: 'b' }
  expect(tokenKeys(readConfig(pair), secrets)).toEqual(pair)
  expect(() => tokenKeys(readConfig({ TOKEN_PUBLIC_KEY: 'b' }), secrets)).toThrow('Only one of')
})
