/**
 * What is done each minute, one after the other, whatever becomes of the one before.
 * @throws what the first that failed threw, once all had their turn.
 */
export async function eachMinute(tasks: (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = []
  for (const task of tasks) await task().catch((fault: unknown) => faults.push(fault))
  if (faults.length > 0) throw faults[0]
}
