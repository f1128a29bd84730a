import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { UserError } from './errors.ts'

/** How many problems one refusal names. */
const maxProblems = 5

/**
 * Reads a YAML file's text as a schema has it.
 * @throws UserError naming the file, the line, the path and what to write there.
 */
export function parseConfigText<Schema extends z.ZodType>(
  name: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [syntaxError] = document.errors
  if (syntaxError !== undefined) {
    throw refusal(name, [`line ${lines.linePos(syntaxError.pos[0]).line}: ${syntaxError.message}`])
  }
  const parsed = schema.safeParse(toData(name, document))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => describe(issue, document, lines))
  throw refusal(name, problems)
}

/** A document's aliases may multiply without end; the library refuses those that do. */
function toData(name: string, document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw refusal(name, [error instanceof Error ? error.message : String(error)])
  }
}

function refusal(name: string, problems: string[]): UserError {
  const shown = problems.slice(0, maxProblems)
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new UserError('bad_config_file', `${name} is not valid: ${shown.join('; ')}${more}.`, {
    action: `Correct ${name}; it is taken up when it is saved.`,
  })
}

function describe(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): string {
  const line = `line ${lineOf(issue.path, document, lines)}`
  const where = `${line}, ${pathText(issue.path) || 'the file'}`
  if (issue.code === 'unrecognized_keys') {
    return `${where}: ${issue.keys.map((key) => `"${key}"`).join(', ')} is not a field here; remove it or correct its name`
  }
  const isMissing = document.getIn(issue.path) === undefined
  return `${where}: ${isMissing ? `is missing; it ${issue.message}` : issue.message}`
}

/** The line of what a path names, or of the nearest thing around it that there is. */
function lineOf(path: PropertyKey[], document: Document, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** `people[2].roles[0]` */
function pathText(path: PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}
