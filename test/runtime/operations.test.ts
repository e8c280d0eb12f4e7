import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readFences } from '../fences.ts'

/** The programs of docs/operations.md, against the types of the built package. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(`${root}docs/operations.md`, 'utf8')
const programs = readFences(page).filter(({ info }) => info === 'typed')

function findTypeFaults(text: string): string[] {
  const file = `${root}docs/operations-program.mts`
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  }
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => (path === file ? text : readFile(path))
  host.fileExists = (path) => path === file || fileExists(path)
  const program = ts.createProgram([file], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('docs/operations.md', () => {
  it.each(programs)('the program of line $line has its types', ({ text }) => expect(findTypeFaults(text)).toEqual([]))

  it('the guard is awake', () => {
    expect(programs.length).toBeGreaterThan(1)
    expect(findTypeFaults(programs[0]!.text.replace('listen', 'lisen'))).not.toEqual([])
  })
})
