/** To whom something is handed up: those on call, seniors, development, the manager. */
export type Level = 1 | 2 | 3 | 4
