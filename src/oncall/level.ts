/** Who must see to something: 1 the on-call engineer, 2 the seniors, 3 the development team, 4 the manager. */
export type Level = 1 | 2 | 3 | 4

/** The last one that there is. */
export const lastLevel: Level = 4

/** The next one; above the last there is none. */
export const above = (level: Level): Level => Math.min(level + 1, lastLevel) as Level
