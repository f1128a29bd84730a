/** The channel that tells that a case changed, or that something was said about it. */
export const casesChannel = 'cases'
