import { fastifySwagger } from '@fastify/swagger'
import { fastifySwaggerUi } from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'

/** Collects the schemas of the routes registered after this, and serves them at /openapi.json and /docs. */
export async function addDocs(server: FastifyInstance): Promise<void> {
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'AI Assistant',
        description: 'Answers questions about machine manuals, with citations.',
        version: '1',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  })
  await server.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'AI Assistant API' },
    uiConfig: { layout: 'BaseLayout' },
    staticCSP: true,
    // The page is served over plain http on localhost, where this directive would break it.
    transformStaticCSP: (header) => header.replace(/upgrade-insecure-requests;?/, ''),
  })
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger())
}
