import type { PageNote } from '../../src/oncall/ways.ts'
import type { Person } from '../../src/people.ts'

/** Somebody who can be reached by every way. */
export const anna: Person & { email: string } = {
  id: 'anna',
  name: 'Anna Placeholder',
  roles: ['senior'],
  identities: { slack: 'U0ANNA' },
  email: 'anna@autoboss.example',
  phone: '+30 210 555 0102',
}

/** What somebody is paged with. */
export const pageNote = (over: Partial<PageNote> = {}): PageNote => ({
  key: 'page:31:0:1:anna:email',
  caseName: 'C-31',
  severity: 'critical',
  headline: 'CRITICAL · C-31 · The service is down',
  lines: ['Nikos Example asked at 14:03 EET.', 'Somebody must have taken it by 14:18 EET.'],
  address: 'https://chat.example/cases/31',
  mayBeRepeat: false,
  requestId: 'r-1',
  ...over,
})
