import type { FastifyServerOptions } from 'fastify'

const compileNone = () => () => {
  throw new Error('routes of the web chat have no schemas: see parse.ts')
}

/** Of a server whose routes have no schemas. To compile some, Fastify takes a tenth of a start to load Ajv. */
export const noSchemas = {
  compilersFactory: { buildValidator: compileNone, buildSerializer: compileNone },
} satisfies FastifyServerOptions['schemaController']
