import { describeKills, type Moment } from '../harness/run-kills.ts'

const steps = [1, 2, 3, 4, 5, 6]
const moments: Moment[] = [
  { event: { type: 'requested' } },
  { event: { type: 'approved' } },
  ...steps.flatMap((step) => [
    { event: { type: 'step-began', step } },
    { event: { type: 'step-ended', step } },
  ]),
]

describeKills('kills-of-a-run-at-boundaries', moments)
