import { readConfig } from '../../src/config.ts'
import { startDoctor } from '../../src/doctor/app.ts'

/** What the doctor told. */
export interface Told {
  isWell: boolean
  lines: string[]
  /** The line of a check, without the spaces that make columns. */
  line(name: string): string
}

/** Lets the doctor look at these settings. */
export async function examined(environment: Record<string, string>): Promise<Told> {
  const lines: string[] = []
  const isWell = await startDoctor({
    settings: () => readConfig(environment),
    print: (line) => void lines.push(line),
  })
  /** The columns are two spaces apart. */
  const line = (name: string): string => {
    const found = lines.find((one) => new RegExp(`^[A-Z]+ +${name}  `).test(one))
    if (found === undefined) throw new Error(`no line about ${name} in:\n${lines.join('\n')}`)
    return narrow(found)
  }
  return { isWell, lines: lines.map(narrow), line }
}

const narrow = (line: string): string => line.replaceAll(/ +/g, ' ')
