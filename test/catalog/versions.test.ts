import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCatalog, printCatalog } from '../../catalog/index.ts'

// What the generated types promise to a caller, under every compiler that a user may have. Each promise is a line that
// is right and lines that are wrong; all compilers must name exactly the wrong ones.

const root = join(import.meta.dirname, '../..')
const COMPILERS = ['typescript59', 'typescript', 'typescript7'] as const

const OPTIONS = {
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable'],
  module: 'nodenext',
  types: [],
  noEmit: true,
  declaration: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
}

/** Lines that end with `// wrong` must be refused, all others accepted. */
const CALLS = `import { tele } from 'telescopic'
import * as Scope from './one/scopes.js'
import { Plan } from './one/names.js'
import type {} from './two/scopes.js'

tele('checkout.payment', { 'order.id': 'o', method: 'card' })
tele(Scope.CHECKOUT_PAYMENT, { 'order.id': 'o', method: 'cash', 'user.tier': Plan.GMT_PLUS_1 })
tele('checkout.paymnet', { 'order.id': 'o', method: 'card' }) // wrong: no such scope
tele('checkout.payment.duration') // wrong: another kind
tele.count('checkout.payment') // wrong: another kind
tele('checkout.payment', { method: 'card' }) // wrong: a required key is missing
tele('checkout.payment') // wrong: all required keys are missing
tele('checkout.payment', { 'order.id': 'o', method: 'card', colour: 'red' }) // wrong: a key too many
tele('checkout.payment', { 'order.id': 7, method: 'card' }) // wrong: another type
tele('checkout.payment', { 'order.id': 'o', method: 'cheque' }) // wrong: no value of a closed enum
tele('checkout.payment', { 'order.id': 'o', method: 'card', 'user.tier': 'whatever' })
tele('checkout.payment', { 'order.id': 'o', method: 'card', 'user.tier': 7 }) // wrong: an open enum takes texts
tele('checkout.payment', { 'order.id': 'o', method: 'card', 'retry.count': undefined }) // wrong: optional is not undefined
tele('checkout.pay')
tele('checkout.pay', { any: 1 }) // wrong: a scope without metadata takes none
tele.count('http.get.done')
tele.count('http.put.done') // wrong: no such variant
tele.emit('order.sent', { size: 1, weight: 2 })
tele.emit('order.sent', { size: 1 }) // wrong: a measurement is missing
tele.emit('order.sent', { size: '1', weight: 2 }) // wrong: a measurement of another type
tele('base.work', { depth: 1 })
tele('base.work', { depth: '1' }) // wrong: the types of the other package count too
export const known: Scope.ScopeName = 'checkout.pay'
export const unknown: Scope.ScopeName = 'base.work' // wrong: a name of another catalog
`

const BASE = `telescopic: 1
attributes: { depth: { type: int, brief: How deep. } }
scopes:
  base.work: { kind: span, brief: Work., attributes: { depth: required } }
`

let folder: string

beforeAll(() => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  // Below the package, so that the compilers find \`telescopic\` as a user's would.
  folder = mkdtempSync(join(root, 'node_modules/.cache/versions-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))

/** Writes a project and gives the lines of its entry that a compiler refuses, with the codes. */
async function compile(compiler: string, name: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const project = join(folder, `${name}-${compiler}`)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['**/*.ts'] }))
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
  const run = promisify(execFile)(process.execPath, [tsc, '-p', project, '--pretty', 'false'], { cwd: project })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  return stdout.split('\n').filter((line) => /error TS/.test(line))
}

function generate(folderName: string, text: string): Record<string, string> {
  const { catalog, diagnostics } = parseCatalog(text, 'scopes.yaml')
  expect(diagnostics).toEqual([])
  const files = printCatalog(catalog, { source: text, enums: 'const' })
  return Object.fromEntries([...files].map(([name, content]) => [`${folderName}/${name}`, content]))
}

const whole = readFileSync(join(root, 'test/fixtures/golden/whole.yaml'), 'utf8')

describe.each(COMPILERS)('under %s', (compiler) => {
  it('each wrong call is refused, and no other', async () => {
    const files = { ...generate('one', whole), ...generate('two', BASE), 'main.ts': CALLS }
    const refused = (await compile(compiler, 'calls', files)).map((line) => /^main\.ts\((\d+)/.exec(line)?.[1] ?? line)
    const wrong = CALLS.split('\n').flatMap((line, index) => (line.includes('// wrong') ? [String(index + 1)] : []))
    expect(wrong.length).toBe(16)
    expect([...new Set(refused)]).toEqual(wrong)
  })

  it('the same scope with two types is refused', async () => {
    const other = BASE.replace('kind: span', 'kind: counter')
    const errors = await compile(compiler, 'twice', { ...generate('one', BASE), ...generate('two', other) })
    expect(errors.join('\n')).toMatch(/TS2717.*'base\.work'/)
  })

  it('the same scope with the same type is not', async () => {
    expect(await compile(compiler, 'same', { ...generate('one', BASE), ...generate('two', BASE) })).toEqual([])
  })
})
