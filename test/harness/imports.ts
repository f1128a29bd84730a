import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { type ModuleItem, parseSync } from '@swc/core'

/** One import of one file: what it names, and whether only types cross. */
export interface Import {
  from: string
  to: string
  typeOnly: boolean
}

/** The program's sources as { path below src → text }. */
export function readSources(folder = join(import.meta.dirname, '../../src')): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return new Map(
    paths
      .filter((path) => path.endsWith('.ts') && !path.startsWith('generated/'))
      .map((path) => [relative('.', path), readFileSync(join(folder, path), 'utf8')]),
  )
}

/** Every import, re-export and dynamic import with a literal name; paths of our own are below src. */
export function importsOf(sources: Map<string, string>): Import[] {
  return [...sources].flatMap(([from, text]) => [...staticImports(from, text), ...dynamicImports(from, text)])
}

function staticImports(from: string, text: string): Import[] {
  return parseSync(text, { syntax: 'typescript', target: 'es2024' }).body.flatMap((item) => {
    const found = sourceOf(item)
    return found === undefined ? [] : [{ from, to: resolve(from, found.source), typeOnly: found.typeOnly }]
  })
}

function sourceOf(item: ModuleItem): { source: string; typeOnly: boolean } | undefined {
  switch (item.type) {
    case 'ImportDeclaration': {
      const onlyTypes =
        item.specifiers.length > 0 &&
        item.specifiers.every((specifier) => specifier.type === 'ImportSpecifier' && specifier.isTypeOnly)
      return { source: item.source.value, typeOnly: item.typeOnly || onlyTypes }
    }
    case 'ExportNamedDeclaration':
      return item.source ? { source: item.source.value, typeOnly: item.typeOnly } : undefined
    case 'ExportAllDeclaration':
      return { source: item.source.value, typeOnly: false }
    default:
      return undefined
  }
}

function dynamicImports(from: string, text: string): Import[] {
  return [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({
    from,
    to: resolve(from, match[1] ?? ''),
    typeOnly: false,
  }))
}

function resolve(from: string, source: string): string {
  return source.startsWith('.') ? normalize(join(dirname(from), source)) : source
}
