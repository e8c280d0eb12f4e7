import { readdirSync, readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'
import ts from 'typescript'
import { type Catalog, parseCatalog } from '../catalog/index.ts'
import { createConfig, type TransformConfig } from '../transformer/options.ts'
import { EVERYTHING, type Selection } from '../transformer/selection.ts'
import { transformSource } from '../transformer/transform.ts'

/** A fenced block of a Markdown text. `info` is what follows the language: ```` ```ts before ```` has `before`. */
export interface Fence {
  readonly language: string
  readonly info: string
  readonly text: string
  /** Line of the opening fence, from 1. */
  readonly line: number
}

const root = new URL('../', import.meta.url)

/** Every page of documentation of this repo by its path. */
export function readPages(): ReadonlyMap<string, string> {
  const docs = readdirSync(new URL('docs', root)).filter((name) => name.endsWith('.md'))
  const names = ['README.md', 'AGENTS.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)]
  return new Map(names.map((name) => [name, readFileSync(new URL(name, root), 'utf8')]))
}

/** Reads the fences of a Markdown text; indented ones are not used here. */
export function readFences(markdown: string): readonly Fence[] {
  const fences: Fence[] = []
  const lines = markdown.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const [, language, info] = /^```(\S*) ?(.*)$/.exec(lines[index]!) ?? []
    if (language === undefined) continue
    const end = lines.indexOf('```', index + 1)
    if (end === -1) throw new Error(`the fence of line ${index + 1} does not end`)
    const text = `${lines.slice(index + 1, end).join('\n')}\n`
    fences.push({ language, info: info!, text, line: index + 1 })
    index = end
  }
  return fences
}

/** The catalog that a page is about: its first fence of YAML. */
export function readPageCatalog(fences: readonly Fence[]): Catalog {
  const yaml = fences.find((fence) => fence.language === 'yaml')
  if (!yaml) throw new Error('the page has no catalog')
  const { catalog, diagnostics } = parseCatalog(yaml.text, 'scopes.yaml')
  if (diagnostics.length > 0) throw new Error(`the catalog of the page has faults: ${JSON.stringify(diagnostics)}`)
  return catalog
}

// --- pairs: a program, and what is left of it ---

export interface Pair {
  readonly before: Fence & { readonly options: string }
  readonly after: Fence
}

/**
 * The fences `before` and `after`, which stand in pairs. Behind `before` options may stand: `{"drop":["hit"]}`, or
 * `{"modules":["telemetry"]}` for modules that pass `tele` on, of which the program itself may be one, as its `file`.
 */
export function readPairs(fences: readonly Fence[]): readonly Pair[] {
  const marked = fences
    .filter(({ info }) => /^(before|after)\b/.test(info))
    .map((fence) => ({ ...fence, options: fence.info.slice(7), info: fence.info.replace(/ .*/, '') }))
  return marked.flatMap((fence, index) => {
    const expected = index % 2 === 0 ? 'before' : 'after'
    if (fence.info !== expected) throw new Error(`line ${fence.line} should be \`${expected}\``)
    if (index === marked.length - 1 && expected === 'before') throw new Error(`line ${fence.line} has no \`after\``)
    return expected === 'after' ? [{ before: marked[index - 1]!, after: fence }] : []
  })
}

/** Says where what is left of a pair's program is not what the page shows; nothing when it is. */
export function findPairFaults({ before, after }: Pair, catalog: Catalog): string[] {
  const { file = 'page', modules = [], ...selection }: PairOptions = JSON.parse(before.options || '{}')
  return comparePair(before, after, `${file}.${before.language}`, (mode) => {
    const barrel = new Map([['tele', { role: 'main', imported: 'tele' } as const]])
    const barrels = new Map(modules.map((name) => [name, barrel]))
    const selected = Object.keys(selection).length > 0 ? 'on' : mode
    return createConfig({ catalog, mode: selected, barrels, selection: { ...EVERYTHING, ...selection } })
  })
}

interface PairOptions extends Partial<Selection> {
  readonly file?: string
  readonly modules?: readonly string[]
}

function comparePair(
  before: Fence,
  after: Fence,
  file: string,
  configOf: (mode: 'on' | 'off') => TransformConfig,
): string[] {
  const on = transformSource(before.text, file, configOf('on'))
  const off = transformSource(before.text, file, configOf('off'))
  const faults = [...on.diagnostics, ...off.diagnostics].map(({ code, message }) => `${code} ${message}`)
  if (on.uses.length === 0 && off.edits.length === 0) faults.push('there is no telemetry in it')
  for (const [printer, print] of Object.entries(PRINTERS)) {
    const [left, shown] = [print(off.code, file), print(after.text, file)]
    if (left !== shown) faults.push(`${printer} prints\n${left}and for the page's text\n${shown}`)
  }
  return faults
}

const PRINTERS: Readonly<Record<string, (code: string, file: string) => string>> = {
  esbuild: (code, file) => transformSync(code, { loader: loaderOf(file), sourcefile: file }).code,
  'esbuild, minified': (code, file) => transformSync(code, { loader: loaderOf(file), minify: true }).code,
  // Comments stay, which the pages say once; a page would be hard to read if it showed each.
  tsc: (code, file) => ts.transpileModule(code, { fileName: file, compilerOptions: COMPILER_OPTIONS }).outputText,
}

const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.React,
}

function loaderOf(file: string): 'ts' | 'tsx' | 'jsx' {
  if (file.endsWith('.tsx')) return 'tsx'
  return file.endsWith('.ts') ? 'ts' : 'jsx'
}

/** For a fence ```` ```ts error some-code ````: says when the program does not get exactly that error, in both modes. */
export function findErrorFaults({ info, language, text }: Fence, catalog: Catalog): string[] {
  const [severity, expected] = info.split(' ') as [string, string]
  // A warning is about what stays where telemetry is compiled out.
  const modes = severity === 'warning' ? (['off'] as const) : (['on', 'off'] as const)
  return modes.flatMap((mode) => {
    const config = createConfig({ mode, catalog })
    const codes = transformSource(text, `page.${language}`, config).diagnostics.map(({ code }) => code)
    return codes.length === 1 && codes[0] === expected
      ? []
      : [`${mode}: expected ${expected}, got [${codes.join(', ')}]`]
  })
}
