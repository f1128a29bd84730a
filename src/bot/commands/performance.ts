import type { Asked, Request } from '../handler.ts'
import { planRun } from '../runs/plan.ts'

/** Has the performance measured; the report is the run's card. */
export async function performance(_: Asked, request: Request): Promise<undefined> {
  await planRun({ procedure: 'performance', parameters: {}, reason: null }, request)
}
