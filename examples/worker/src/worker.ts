import { tele } from 'telescopic'
import { grpcReporter } from 'telescopic/grpc'

// A worker that a host in another language drives: it calls tools, and reports them over a stream that the host can throttle.
// `node src/worker.ts [address]`, then `python3 listen.py <address>`.

const TOOLS = {
  measure: (text: string): number => text.length,
  divide: (text: string): number => {
    if (text === '') throw new RangeError('Nothing to divide by.')
    return 100 / text.length
  },
}

const reporter = grpcReporter({ listen: process.argv[2] ?? '127.0.0.1:0' })
tele.configure({ reporters: [reporter], enabled: true })
console.log(`listening at ${await reporter.address}`)

// Telemetry does not keep a program alive; its work does, until its host closes stdin.
const work = setInterval(callTools, 20)
process.stdin.resume().on('end', async () => {
  clearInterval(work)
  await tele.shutdown()
})

function callTools(): void {
  for (const tool of ['measure', 'divide'] as const) {
    for (const text of ['tides', '']) {
      try {
        callTool(tool, text)
      } catch {
        // The tool failed, which its span has said.
      }
    }
  }
}

function callTool(tool: 'measure' | 'divide', text: string): number {
  tele.count('tool.calls', 1, { tool })
  return tele('tool.execution', { tool }, () => {
    const result = TOOLS[tool](text)
    tele.emit('tool.result_size', { bytes: String(result).length }, { tool })
    return result
  })
}
