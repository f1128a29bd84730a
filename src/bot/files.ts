import { may } from '../people.ts'
import { filesCard } from './cards/files.ts'
import type { Request } from './handler.ts'
import type { Inbound, SentFile } from './platform.ts'
import { replyKey } from './reply.ts'

/** Whether a file can be a manual. */
export function isPdf({ name, type }: SentFile): boolean {
  return type === 'application/pdf' || /\.pdf$/i.test(name)
}

/** Says of every file what can be done with it; none is passed over in silence. */
export async function handleFiles(
  { files }: Extract<Inbound, { kind: 'files' }>,
  request: Request,
): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const numbered = files.map((file, index) => ({ file, value: `${delivery.key} ${index}` }))
  const keepers = facts.people().all.filter((one) => may(one, 'upload-manuals'))
  const card = filesCard({
    pdfs: numbered.filter(({ file }) => isPdf(file)),
    others: files.filter((file) => !isPdf(file)),
    mayAdd: may(person, 'upload-manuals'),
    keepers: keepers.map(({ name }) => name),
  })
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
