import type { Piped } from '../piped.ts'

/** The most that a program may answer, in characters; what it dumps does not go this way. */
const longestAnswer = 20_000_000

/** What a program prints until its end, to which nothing more is said. */
export async function outputOf(
  program: Piped,
  input = '',
): Promise<{ text: string; exitCode: number | null; stderr: string }> {
  program.stdin.end(input)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of program.stdout) {
    length += (chunk as Buffer).length
    if (length <= longestAnswer) chunks.push(chunk as Buffer)
  }
  const { exitCode, stderr } = await program.ended
  return { text: Buffer.concat(chunks).toString('utf8'), exitCode, stderr }
}
