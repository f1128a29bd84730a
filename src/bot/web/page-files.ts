import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join, relative } from 'node:path'

/** A file of the page, ready to be sent. */
export interface PageFile {
  type: string
  body: Buffer
  etag: string
}

const types: Record<string, string> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The page's files by their path in the folder: TypeScript without its types, everything else as it is. */
export function readPageFiles(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const body = contentOf(path)
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    files.set(relative(folder, path).replaceAll('\\', '/'), { type, body, etag })
  }
  return files
}

function contentOf(path: string): Buffer {
  const content = readFileSync(path)
  return path.endsWith('.ts') ? Buffer.from(stripTypeScriptTypes(content.toString('utf8'))) : content
}
