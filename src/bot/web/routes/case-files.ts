import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { encodedName } from '../../../encoded-name.ts'
import { UserError } from '../../../errors.ts'
import { isPicture } from '../../../oncall/file-type.ts'
import type { FileContent } from '../../../oncall/messages-store.ts'
import { caseFilesPath } from '../../cases/file-path.ts'
import { askedCase, maxNumber } from '../asked-case.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { parse } from '../parse.ts'

const paramsSchema = z.object({
  position: z.coerce.number({ error: 'must be the number of a message' }).int().min(1).max(maxNumber),
  index: z.coerce.number({ error: 'must be the number of a file' }).int().min(0).max(maxNumber),
})

/** Files that were sent about cases, for whoever may see the case. */
export function addCaseFileRoute(
  server: FastifyInstance,
  { cases, caseMessages }: Pick<WebCollaborators, 'cases' | 'caseMessages'>,
): void {
  server.get(`${caseFilesPath}/:number/:position/:index`, async (request, reply) => {
    const { one } = await askedCase(request, cases)
    const { position, index } = parse(paramsSchema, request.params)
    const file = await caseMessages.file(one.number, position, index)
    if (file === null) throw noFile()
    const { content } = file
    if (content === null) throw cleared(file)
    return await reply
      .headers({
        'content-type': file.type,
        'content-disposition': dispositionOf(file),
        'cache-control': 'private, max-age=3600',
      })
      .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength))
  })
}

/** What is no picture is saved, and never opened in our name. The name comes from outside. */
function dispositionOf(file: Pick<FileContent, 'name' | 'type'>): string {
  const plain = file.name.replace(/[^\w.-]+/g, '_')
  const way = isPicture(file) ? 'inline' : 'attachment'
  return `${way}; filename="${plain}"; filename*=UTF-8''${encodedName(file.name)}`
}

/** What a chat's link to it still leads to. */
function cleared({ name }: Pick<FileContent, 'name'>): UserError {
  return new UserError(
    'file_cleared',
    `“${name}” was cleared: files are not kept for ever once a case is resolved.`,
    {
      status: 410,
      action: 'Ask whoever sent it whether they still have it.',
    },
  )
}

function noFile(): UserError {
  return new UserError('no_file', 'There is no such file.', {
    status: 404,
    action: 'Open the case from the list of cases.',
  })
}
