/** The forms in which a secret may leak: as it is, quoted, in an address, encoded, and within a longer text. */
export function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret)
  const lowerUrl = url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const shell = secret.replaceAll("'", `'\\''`)
  const sql = secret.replaceAll("'", "''")
  return [...new Set([secret, json, url, lowerUrl, shell, sql, ...base64FormsOf(secret)])]
}

/** Alone, and behind one or two bytes of something else, where every letter of base64 is another one. */
function base64FormsOf(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from(secret)])
    // The letters at both ends also depend on what stands around the secret.
    const stable = (encoding: 'base64' | 'base64url') => {
      const text = bytes.toString(encoding).replace(/=+$/, '')
      return text.slice(Math.ceil((shift * 4) / 3), Math.floor((bytes.length * 8) / 6))
    }
    return [stable('base64'), stable('base64url')]
  })
}
