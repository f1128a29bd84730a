import { may } from '../people.ts'
import type { Card } from './card.ts'
import { passedOnFilesCard } from './cards/case.ts'
import { filesCard } from './cards/files.ts'
import { hearFiles } from './cases/hear-files.ts'
import type { Request } from './handler.ts'
import type { Files, SentFile } from './platform.ts'
import { replyKey } from './reply.ts'

/** Whether a file can be a manual. */
export function isPdf({ name, type }: SentFile): boolean {
  return type === 'application/pdf' || /\.pdf$/i.test(name)
}

/** Says of every file what can be done with it, or what came of it for a case; none is passed over in silence. */
export async function handleFiles(inbound: Files, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const { files, alone } = inbound
  const numbered = files.map((file, index) => ({ file, value: `${delivery.key} ${index}` }))
  const pdfs = numbered.filter(({ file }) => isPdf(file))
  const mayAdd = may(person, 'upload-manuals')
  const heard = await hearFiles(inbound, request)
  if (heard === null) {
    const others = files.filter((file) => !isPdf(file))
    const keepers = facts.people().all.filter((one) => may(one, 'upload-manuals'))
    await say(filesCard({ pdfs, others, mayAdd, keepers: keepers.map(({ name }) => name) }))
  } else if (alone || heard.said.text !== '') {
    const offered = alone && mayAdd ? pdfs : []
    const offer = filesCard({ pdfs: offered, others: [], mayAdd, keepers: [] })
    await say(passedOnFilesCard(heard.one, heard.said, offer))
  }

  async function say(card: Card): Promise<void> {
    await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
  }
}
