/** Where Teams sends what people do. */
export const teamsPath = '/api/messages'
