import type { ServiceState } from '../../src/agent-api.ts'

/** What an agent might list. */
export const services: ServiceState[] = [
  {
    service: 'ai_assistant',
    state: 'running',
    replicas: [{ id: '41', started_at: '2026-01-01T09:14:03.000Z' }],
    revivals: 0,
    allows: ['start', 'stop', 'restart'],
  },
  { service: 'ai_bot', state: 'running', replicas: [], revivals: 0, allows: ['restart'] },
]
