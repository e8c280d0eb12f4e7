import ts from 'typescript'
import { expect, test } from 'vitest'
import { createKindAt } from '../../transformer/hosts/tsc-kinds.ts'
import { resolveOptimizations } from '../../transformer/optimize.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { catalog } from '../transformer/spec.ts'

/** What the checker says of values is believed where it goes for every time that a callback is called, and nowhere else. */

const optimize = resolveOptimizations()

const FILES: Readonly<Record<string, string>> = {
  '/src/limits.ts': 'export const LIMIT = 5\nexport const sizeOf = (text: string) => text.length\n',
  '/src/live.ts': 'export let live: number | Date = 5\nexport const put = () => { live = new Date() }\n',
}

/** Something that is a number, or runs code of the program when it is taken for one. */
const CHANGING = `type Lazy = { valueOf(): number }
const lazy: Lazy = { valueOf: () => { setTimeout(() => {}); return 1 } }
let n: number | Lazy = 1
const list: (number | Lazy)[] = [1]
function change() { n = lazy; list[0] = lazy }
`

/** Whether a callback goes without `AsyncLocalStorage`. */
function isSync(code: string): boolean {
  const text = `import { tele } from 'telescopic'\n${code}`
  const options = { target: ts.ScriptTarget.ESNext, strict: true, noEmit: true, types: [] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  const files: Readonly<Record<string, string>> = { ...FILES, '/src/input.ts': text }
  host.directoryExists = () => true
  host.fileExists = (path) => path in files || fileExists(path)
  host.getSourceFile = (path, version) =>
    path in files ? ts.createSourceFile(path, files[path]!, version, true) : getSourceFile(path, version)
  const program = ts.createProgram(['/src/input.ts'], options, host)
  const kindAt = createKindAt(program.getSourceFile('/src/input.ts')!, program, ts)
  const config = createConfig({ mode: 'on', catalog, optimize })
  const result = transformSource(text, 'src/input.ts', { ...config, kindAt })
  expect(result.diagnostics).toEqual([])
  expect(result.code).toMatch(/_t(?:sync|run)/)
  return result.code.includes('_tsync')
}

test.each([
  'const f = () => 5; export const q = () => tele("job", () => f() + 1)',
  'const f = () => 5; const k = f(); export const q = () => tele("job", () => k + 1)',
  'import { LIMIT } from "./limits"; export const q = () => tele("job", () => LIMIT + 1)',
  'export const q = ({ x = 1 }: { x?: number }) => tele("job", () => x + 1)',
  'export const q = (pair: [number, Date]) => tele("job", () => pair[0] + 1)',
  'export const q = (text: string, at: number) => tele("job", () => text[at] + "!")',
  'enum E { A, B } export const q = (x: E) => tele("job", () => x + 1)',
  'export const q = (x: string | Date) => tele("job", () => typeof x === "string" ? x + "!" : "")',
  'const make = (): string | Date => ""; const x = make(); export const q = () => tele("job", () => typeof x === "string" ? x + "!" : "")',
])('starts nothing: %s', (code) => {
  expect(isSync(code)).toBe(true)
})

test.each([
  'export const q = () => tele("job", () => { if (typeof n === "number") { change(); return n + 1 } return 0 })',
  'export const q = () => tele("job", () => { if (typeof n === "number") { change(); const m = n; return m + 1 } return 0 })',
  'export const q = () => tele("job", () => { if (typeof n === "number") { change(); return (n ?? 1) + 1 } return 0 })',
  'export const q = () => tele("job", () => { if (typeof list[0] === "number") { change(); return list[0] + 1 } return 0 })',
  'export const q = (pair: [number, Date]) => tele("job", () => pair[1] + "!")',
  'export const q = (x: number & { brand: 1 }) => tele("job", () => x + 1)',
  'export const q = <T extends number>(x: T) => tele("job", () => x + 1)',
  'export const q = (x: ArrayLike<number>) => tele("job", () => x.length)',
  'class L extends Array<number> {} export const q = (x: L) => tele("job", () => x.length)',
  'export const q = (x: Number) => tele("job", () => x + "")',
  'export const q = (x: void) => tele("job", () => x + "")',
  'import { live } from "./live"; export const q = () => tele("job", () => { if (typeof live === "number") { change(); return live + 1 } return 0 })',
])('may start something: %s', (code) => {
  expect(isSync(CHANGING + code)).toBe(false)
})
