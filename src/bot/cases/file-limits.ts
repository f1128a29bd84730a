/** What one message may bring into a case. */
export const fileLimits = { files: 5, bytesEach: 10_000_000 }

/** `10 MB` */
export const mostEach = `${fileLimits.bytesEach / 1_000_000} MB`
