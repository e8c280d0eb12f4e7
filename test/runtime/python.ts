import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Debian's Python with its grpcio, and the code that protoc makes of our `.proto`. */

const PYTHON = '/usr/bin/python3'
const root = fileURLToPath(new URL('../../', import.meta.url))

/** A process of Python, by its lines. */
export interface Python {
  readonly lines: readonly string[]
  readonly child: ChildProcess
}

/** Makes the code in a folder of its own. */
export function preparePython(): {
  readonly run: (script: string, ...args: string[]) => Python
  readonly pipe: (script: string, input: Uint8Array) => string
  readonly remove: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-python-'))
  const outs = [`--python_out=${folder}`, `--grpc_python_out=${folder}`]
  const plugin = '--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin'
  execFileSync('protoc', ['-I', join(root, 'runtime/wire'), ...outs, plugin, 'telescopic.proto'])
  const env = { ...process.env, PYTHONPATH: folder }
  const children: ChildProcess[] = []
  return {
    run: (script, ...args) => {
      const child = spawn(PYTHON, [join(root, script), ...args], { env, stdio: 'pipe' })
      children.push(child)
      const lines: string[] = []
      createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
      return { lines, child }
    },
    pipe: (script, input) =>
      execFileSync(PYTHON, [join(root, script)], { env, input, encoding: 'utf8', maxBuffer: 2 ** 28 }),
    remove: () => {
      for (const child of children) child.kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
