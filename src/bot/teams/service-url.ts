/** Where Teams takes what is said, of whom nothing was heard yet (learn.microsoft.com, send-proactive-messages). */
export const publicCloud = 'https://smba.trafficmanager.net/teams/'
