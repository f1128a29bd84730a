import { endStack } from './harness/stack.ts'

/** Takes the stack down; the engine goes on, for the next time. */
export default async function globalTeardown(): Promise<void> {
  if (process.env['STACK_KEPT'] !== 'yes') await endStack()
}
