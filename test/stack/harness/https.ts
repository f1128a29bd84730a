import { request } from 'node:https'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Reads no further than this. */
  until?: string
}

export type Https = (path: string, asked?: Asked) => Promise<Answer>

/** Calls to one address, whose certificate must be signed by this authority; redirects are not followed. */
export function httpsClient(base: string, authority: string): Https {
  return (path, { method = 'GET', headers = {}, body, until } = {}) =>
    new Promise((resolve, reject) => {
      const call = request(`${base}${path}`, { method, headers, ca: authority, agent: false }, (response) => {
        let text = ''
        const answer = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
          if (until === undefined || !text.includes(until)) return
          answer()
          call.destroy()
        })
        response.on('error', reject)
        response.on('end', answer)
      })
      call.on('error', reject)
      call.setTimeout(60_000, () => call.destroy(new Error(`no answer from ${path}`)))
      call.end(body)
    })
}
