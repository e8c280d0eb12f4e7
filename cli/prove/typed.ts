import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from 'esbuild'
import { bundleErrors, runTsc } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'
import type { Workspace } from './workspace.ts'

/** A mistake, where it is, and what the message must say. */
interface Mistake {
  readonly what: string
  readonly call: string
  /** The part of the call that is wrong. */
  readonly wrong: string
  readonly says: string
}

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a misspelt scope',
    call: "tele.count('cache.mis', 1)",
    wrong: "'cache.mis'",
    says: "did you mean 'cache.miss'?",
  },
  { what: 'a wrong kind', call: "tele.gauge('cache.hit', 1)", wrong: "'cache.hit'", says: 'is a counter' },
  {
    what: 'a wrong metadata key',
    call: "tele('api.generate', { modle: 'm' }, () => 1)",
    wrong: 'modle',
    says: "did you mean 'model'?",
  },
]

/** Plants the mistakes in a file of the example and demands that every host refuses each at its place, in both modes. */
export async function proveTyped(workspace: Workspace): Promise<Claim> {
  const file = 'mistakes.ts'
  const source = ["import { tele } from 'telescopic'", ...MISTAKES.map((mistake) => mistake.call), ''].join('\n')
  writeFileSync(join(workspace.src, file), source)
  try {
    const bundled = { on: await bundleErrors(workspace, file, true), off: await bundleErrors(workspace, file, false) }
    const args = ['-p', workspace.tsconfig, '--noEmit']
    const compiled = { on: await runTsc(workspace, args, 'on'), off: await runTsc(workspace, args, 'off') }
    const lines = MISTAKES.map((mistake, index): Line => {
      const line = index + 2
      const column = mistake.call.indexOf(mistake.wrong) + 1
      const told = [
        ...[bundled.on, bundled.off].map((errors) => errors.some((error) => tells(error, line, column, mistake.says))),
        ...[compiled.on, compiled.off].map(
          ({ code, output }) => code !== 0 && prints(output, line, column, mistake.says),
        ),
      ]
      const ok = told.every(Boolean)
      const result = ok
        ? `refused at ${file}:${line}:${column}, ${mistake.says}`
        : describeMissing(told, file, line, column)
      return { ok, what: `${mistake.what}: ${mistake.call}`, result }
    })
    return createClaim('typed', lines)
  } finally {
    rmSync(join(workspace.src, file))
  }
}

function tells(error: Message, line: number, column: number, says: string): boolean {
  const { location } = error
  const text = [error.text, ...error.notes.map((note) => note.text)].join('; ')
  return location?.line === line && location.column === column - 1 && text.includes(says)
}

/** tsc prints `file(line,column): error …`, and further sentences on lines that are set in. */
function prints(output: string, line: number, column: number, says: string): boolean {
  const messages = output.split(/\n(?=\S)/)
  return messages.some((message) => message.includes(`(${line},${column}): error`) && message.includes(says))
}

function describeMissing(told: readonly boolean[], file: string, line: number, column: number): string {
  const hosts = ['esbuild, on', 'esbuild, off', 'tsc, on', 'tsc, off'].filter((_, index) => !told[index])
  return `not refused at ${file}:${line}:${column} by ${hosts.join('; ')}`
}
