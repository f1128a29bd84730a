/** Ids and times as Slack makes them: each only once, later ones greater. */
export interface Ids {
  /** `F` → `F0000000A1` */
  next(letter: string): string
  /** `1700000001.000100` */
  ts(): string
  /** `1700000001.123.abc`: the permission to open a form. */
  trigger(): string
}

/** Begins to count. */
export function slackIds(): Ids {
  let count = 0
  let microseconds = 0
  const next: Ids['next'] = (letter) => {
    count += 1
    return `${letter}${count.toString(36).toUpperCase().padStart(10, '0')}`
  }
  return {
    next,
    // The time of a message is its name: of two in the same moment the second is a little later.
    ts: () => {
      microseconds = Math.max(microseconds + 1, Date.now() * 1_000)
      return `${Math.floor(microseconds / 1_000_000)}.${String(microseconds % 1_000_000).padStart(6, '0')}`
    },
    trigger: () => `${next('').replace(/^0+/, '')}.${Date.now()}.${crypto.randomUUID().replaceAll('-', '')}`,
  }
}

/** The id of something with a name: `maria` → `U0MARIA`, `#ops` → `C0OPS`. */
export function namedId(letter: string, name: string): string {
  return `${letter}0${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`
}
