import type { OpsDb, OpsPrisma } from '../db.ts'
import type { FileType } from './file-type.ts'
import type { CaseParts } from './store.ts'

/** Whose words: the asker's, or those of the engineers who see to it. */
export type Side = 'asker' | 'team'

/** Something that was said about a case. */
export interface Said {
  caseNumber: number
  position: number
  side: Side
  /** A person's id. */
  by: string
  /** Empty where files were sent without a word. */
  text: string
  files: SaidFile[]
  at: Date
}

/** A file that was sent with it. */
export interface SaidFile {
  index: number
  name: string
  type: FileType
  /** In bytes. */
  size: number
  /** When what was in it was cleared; null: it is kept. */
  clearedAt: Date | null
}

/** A file with what is in it. */
export type FileContent = Pick<SaidFile, 'name' | 'type'> & { content: Uint8Array<ArrayBuffer> }

/** A file as it is kept; nothing is left in one that was cleared. */
export type KeptFile = Omit<FileContent, 'content'> & { content: FileContent['content'] | null }

interface NewWords extends Pick<Said, 'caseNumber' | 'side' | 'by' | 'text'> {
  /** Said twice under one key, it is said once. */
  sourceKey: string
  files?: FileContent[]
}

export interface CaseMessages {
  /**
   * Keeps what somebody said, once; it is passed on to the other side by whoever sees it first.
   * @returns what was said under its key.
   */
  say(words: NewWords): Promise<Said>
  /** What was said under a key; null where nothing was. */
  under(sourceKey: string): Promise<Said | null>
  /** What was said about a case, in its order. */
  of(caseNumber: number): Promise<Said[]>
  /** What does not stand yet where the other side reads: of each case the oldest, but for cases of these numbers. */
  unrelayed(limit: number, except: number[]): Promise<Said[]>
  relayed(said: Said): Promise<void>
  /** A file that was sent with a message; null where there is none. */
  file(caseNumber: number, position: number, index: number): Promise<KeptFile | null>
}

/** What asker and engineers say to each other. */
export function caseMessages(db: OpsDb, { clock }: Pick<CaseParts, 'clock'>): CaseMessages {
  return {
    say: ({ caseNumber, side, by, text, sourceKey, files = [] }) =>
      db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM cases WHERE number = ${caseNumber} FOR UPDATE`
        const position = (await tx.caseMessage.count({ where: { caseNumber } })) + 1
        const { count } = await tx.caseMessage.createMany({
          data: { caseNumber, position, sourceKey, side, by, text, at: clock.now() },
          skipDuplicates: true,
        })
        for (const [index, { content, ...file }] of count === 0 ? [] : files.entries()) {
          const data = { caseNumber, position, index, ...file, size: content.length, content }
          await tx.caseFile.create({ data, select: { index: true } })
        }
        return saidOf(await tx.caseMessage.findUniqueOrThrow({ where: { sourceKey }, include: withFiles }))
      }),
    under: async (sourceKey) => {
      const row = await db.caseMessage.findUnique({ where: { sourceKey }, include: withFiles })
      return row && saidOf(row)
    },
    of: async (caseNumber) => {
      const inOrder = { orderBy: { position: 'asc' }, include: withFiles } as const
      return (await db.caseMessage.findMany({ where: { caseNumber }, ...inOrder })).map(saidOf)
    },
    unrelayed: async (take, except) => {
      const rows = await db.caseMessage.findMany({
        where: { relayedAt: null, caseNumber: { notIn: except } },
        orderBy: [{ caseNumber: 'asc' }, { position: 'asc' }],
        distinct: ['caseNumber'],
        include: withFiles,
        take,
      })
      return rows.map(saidOf)
    },
    relayed: async ({ caseNumber, position }) => {
      await db.caseMessage.updateMany({
        where: { caseNumber, position, relayedAt: null },
        data: { relayedAt: clock.now() },
      })
    },
    file: async (caseNumber, position, index) => {
      const row = await db.caseFile.findUnique({
        where: { caseNumber_position_index: { caseNumber, position, index } },
        select: { name: true, type: true, content: true },
      })
      return row && { ...row, type: row.type as FileType }
    },
  }
}

/** Their names, and not what is in them. */
const withFiles = {
  files: {
    select: { index: true, name: true, type: true, size: true, clearedAt: true },
    orderBy: { index: 'asc' },
  },
} as const

type Row = OpsPrisma.CaseMessageGetPayload<{ include: typeof withFiles }>

const saidOf = ({ side, files, ...row }: Row): Said => ({
  ...row,
  side: side as Side,
  files: files.map(({ type, ...file }) => ({ ...file, type: type as FileType })),
})
