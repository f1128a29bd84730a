/** `1 session`, `1,240 messages` */
export function counted(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? word : `${word}s`}`
}

/** `12 sessions with 340 messages` */
export function sessionsText({ sessions, messages }: { sessions: number; messages: number }): string {
  return `${counted(sessions, 'session')} with ${counted(messages, 'message')}`
}
