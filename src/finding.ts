/** How something was found to be. Its sentences are ours: they hold no secret. */
export interface Finding {
  /** `off`: not wanted by the settings, or not to be seen from here. */
  state: 'ok' | 'off' | 'warning' | 'failed'
  says: string
  /** What to do, as a sentence; absent where nothing needs to be done. */
  remedy?: string
}

/** Looks at one thing. What it throws counts as failed, a UserError with its own words. */
export interface Check {
  name: string
  look(): Promise<Finding>
}

export const ok = (says: string): Finding => ({ state: 'ok', says })
export const off = (says: string, remedy: string): Finding => ({ state: 'off', says, remedy })
export const warning = (says: string, remedy: string): Finding => ({ state: 'warning', says, remedy })
export const failed = (says: string, remedy: string): Finding => ({ state: 'failed', says, remedy })
