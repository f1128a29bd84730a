/** What was asked and what came of it, by name. */
export type Facts = ReadonlyMap<string, Fact>

export interface Fact {
  /** The HTTP status, or another number; NaN where there was none. */
  status: number
  body: string
}

/** Reads what monitor.sh hands over: a name and a number in a line, then the body, up to a record separator. */
export function readFacts(text: string): Facts {
  const records = text.split('\u001e').filter((record) => record.trim() !== '')
  return new Map(records.map(factOf))
}

function factOf(record: string): [string, Fact] {
  const [first = '', ...body] = record.split('\n')
  const [name = '', status = ''] = first.split(' ')
  return [name, { status: Number.parseInt(status, 10), body: body.join('\n').trim() }]
}
