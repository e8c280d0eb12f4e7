import type { Server } from 'node:http'
import { builtin } from '../host.ts'
import { CONTENT_TYPES, type PrometheusFormat } from './prometheus-text.ts'

/** What is used of a request of `node:http`. */
export interface ScrapeRequest {
  readonly method?: string | undefined
  readonly headers: { readonly accept?: string | undefined }
}

/** What is used of a response of `node:http`. */
export interface ScrapeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown
  end(body?: string): unknown
}

/** A server that was started for one reporter. */
export interface PrometheusServer {
  readonly port: number
  /** Stops it, also in the middle of an answer. */
  close(): Promise<void>
}

type Handler = (request: ScrapeRequest, response: ScrapeResponse) => void

/** Answers with what is rendered, in the format that is asked for. */
export function answerScrapes(render: (format: PrometheusFormat) => string): Handler {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' })
      response.end()
      return
    }
    const format = chooseFormat(request.headers.accept)
    response.writeHead(200, { 'content-type': CONTENT_TYPES[format], vary: 'accept' })
    response.end(request.method === 'HEAD' ? undefined : render(format))
  }
}

/** Starts a server that does not keep the process alive. */
export function serve(handler: Handler, port: number, host: string): Promise<PrometheusServer> {
  const http = builtin<typeof import('node:http')>('node:http')
  if (http === undefined) return Promise.reject(new TypeError('There is no server here: node:http is missing.'))
  const server = http.createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    if (request.url?.split('?')[0] === '/metrics') return handler(request, response)
    response.writeHead(404)
    response.end()
  })
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(describeServer(server)))
  })
}

// --- internal ---

function describeServer(server: Server): PrometheusServer {
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The format whose type has the higher weight; an old client, which asks for anything, gets the older one. */
function chooseFormat(accept: string | undefined): PrometheusFormat {
  const weights = { openmetrics: 0, text: 0 }
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim())
    const version = parameters.find((parameter) => parameter.startsWith('version='))
    const given = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = given === undefined ? 1 : Number(given.slice(2)) || 0
    if (type === 'text/plain' || type === 'text/*' || type === '*/*') weights.text = Math.max(weights.text, weight)
    const isOurs = version === undefined || version === 'version=1.0.0'
    if (type === 'application/openmetrics-text' && isOurs) weights.openmetrics = Math.max(weights.openmetrics, weight)
  }
  return weights.openmetrics > weights.text ? 'openmetrics' : 'text'
}
