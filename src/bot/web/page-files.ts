import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { extname, join, relative } from 'node:path'

/** A file of the page. */
export interface PageFile {
  type: string
  /** As it is sent. */
  content(): PageContent
}

export interface PageContent {
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

/**
 * The page's files by their path in the folder, as they are now. TypeScript loses its types when it is first asked for:
 * all of it at once would take half a second of every start.
 */
export function readPageFiles(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const source = readFileSync(path)
    let content: PageContent | undefined
    files.set(relative(folder, path).replaceAll('\\', '/'), {
      type,
      content: () => (content ??= contentOf(path, source)),
    })
  }
  return files
}

function contentOf(path: string, source: Buffer): PageContent {
  const body = path.endsWith('.ts') ? Buffer.from(stripTypeScriptTypes(source.toString('utf8'))) : source
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }
}
