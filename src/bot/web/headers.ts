import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/**
 * What the browser may load: our own files only. `hashes` name the inline scripts of the page, its import
 * map; PDFs are drawn by a worker that compiles its decoders and makes images in memory.
 */
function contentPolicy(hashes: string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.map((hash) => `'sha256-${hash}'`).join(' ')}`.trim(),
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The hashes by which a page's inline scripts are let through. */
function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) =>
    createHash('sha256').update(script).digest('base64'),
  )
}

/** The headers that every answer of the web chat carries, for a page with this HTML. */
export function securityHeaders(html: string): Record<string, string> {
  return {
    'content-security-policy': contentPolicy(inlineScriptHashes(html)),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  }
}

/** Puts the headers on every answer; what the API says is never stored. */
export function addHeaders(server: FastifyInstance, headers: Record<string, string>): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (/^\/(api\/|health)/.test(request.url)) reply.header('cache-control', 'no-store')
  })
}
