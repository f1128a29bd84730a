import { describeKills, type Moment } from '../harness/run-kills.ts'

/** Each step by a call that it makes; `inStep` where a step before it makes the same. */
const calls: { call: string; inStep?: number }[] = [
  { call: 'POST /verbs/ps', inStep: 1 },
  { call: 'POST /verbs/logs' },
  { call: 'PUT /operations' },
  { call: 'GET /operations' },
  { call: 'POST /verbs/ps', inStep: 4 },
  { call: 'POST /verbs/probe' },
  { call: 'POST /verbs/logs', inStep: 6 },
]
const moments: Moment[] = calls.flatMap(({ call, ...of }) => [
  { call: { call, where: 'on its way there' }, ...of },
  { call: { call, where: 'on its way back' }, ...of },
])

describeKills('kills-of-a-run-in-steps', moments)
