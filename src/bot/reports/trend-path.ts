/** Where the pictures of trends are. */
export const trendPath = '/trend'
