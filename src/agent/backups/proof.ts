import { join } from 'node:path'
import { z } from 'zod'
import { readPrivate, writePrivate } from '../private-file.ts'

const proofSchema = z.strictObject({
  /** Of the manifest that was proved: of an altered one there is no proof. */
  manifest_digest: z.string(),
  at: z.iso.datetime(),
  outcome: z.enum(['proved', 'failed']),
  /** Why it failed; empty where it did not. */
  detail: z.string(),
})
export type Proof = z.infer<typeof proofSchema>

const proofName = 'proof.json'

export function writeProof(folder: string, proof: Proof): Promise<void> {
  return writePrivate(join(folder, proofName), proof)
}

/** What came of the last proof; null where there is none of this manifest. */
export async function readProof(folder: string, digest: string): Promise<Proof | null> {
  const proof = await readPrivate(join(folder, proofName), proofSchema).catch(() => undefined)
  return proof?.manifest_digest === digest ? proof : null
}
