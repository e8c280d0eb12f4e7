import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Prints the table of what is kept at the end of a process, by ending processes. */

const WAYS = [
  'natural end',
  'process.exit(3)',
  'an error that nobody catches',
  'a rejection that nobody handles',
  'stack overflow',
  'SIGTERM, handleSignals',
  'SIGTERM',
  'process.abort',
  'SIGKILL',
  'natural end of a worker',
  'process.exit in a worker',
  'worker.terminate()',
  'process.exit(3) beside a worker',
] as const

const SCRIPT = fileURLToPath(new URL('../test/fixtures/runtime/exit.ts', import.meta.url))

export async function printExitTable(): Promise<string> {
  const rows: string[][] = []
  for (const way of WAYS) {
    const [atOnce, later] = await Promise.all([end(way, 'at once'), end(way, 'later')])
    rows.push([way, `${atOnce.arrived}`, `${later.arrived}`, atOnce.code])
  }
  const head = ['the process ends by', 'reporter that writes when called', 'reporter that sends later', 'exit code']
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return line(head) + line(['---', '---:', '---:', '---:']) + rows.map(line).join('')
}

/** Runs a process that records 100 values and ends, and counts those that arrived. */
function end(way: string, kind: string): Promise<{ readonly arrived: number; readonly code: string }> {
  const child = spawn(process.execPath, [SCRIPT, way, kind], { env: {}, stdio: ['ignore', 'pipe', 'ignore'] })
  let arrived = 0
  child.stdout.on('data', (chunk: Buffer) => {
    arrived += chunk.toString().split('\n').length - 1
  })
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      const number = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
      resolve({ arrived, code: signal === null ? `${number}` : `${number} (${signal})` })
    }),
  )
}
