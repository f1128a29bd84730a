/** How long a question waits for the assistant to come back, in minutes. */
export const giveUpMinutes = 10
