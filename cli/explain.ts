import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import pc from 'picocolors'
import type { Catalog } from '../catalog/index.ts'
import { type Diagnostic, hasErrors, renderDiagnostics } from '../report/index.ts'
import { createConfig } from '../transformer/options.ts'
import { analyzeSource } from '../transformer/transform.ts'
import type { Command } from './command.ts'
import { type DiffLine, diffEdits } from './explain/diff.ts'
import { type ExplainedCall, explainCalls, type Outcome } from './explain/verdicts.ts'
import { readCatalog, readText, showPath } from './files.ts'
import { printValue, refuse } from './output.ts'
import { CATALOG_ARG, GENERATED_ARG } from './shared-args.ts'

/** `telescopic explain`: what becomes of each call of a file when telemetry is compiled out, and why. */
export const explain: Command = {
  meta: { name: 'explain', description: 'Show what becomes of the calls of a file when telemetry is compiled out' },
  args: {
    file: { type: 'positional', description: 'Source file' },
    catalog: CATALOG_ARG,
    generated: GENERATED_ARG,
    json: { type: 'boolean', description: 'Print the calls and the difference as JSON' },
  },
  run: ({ args }) => {
    const file = showPath(resolve(String(args.file)))
    const text = readSource(file)
    if (text === undefined) return refuse(`There is no file \`${file}\` that can be read.`)
    const catalog = readCatalog(String(args.catalog))
    if ('faults' in catalog) return refuse(renderDiagnostics(catalog.faults, { readText }))
    const explanation = explainSource(file, text, catalog, String(args.generated))
    if (args.json) printJson(explanation)
    else printText(explanation)
    return hasErrors(explanation.diagnostics) ? 1 : 0
  },
}

interface Explanation {
  readonly file: string
  readonly calls: readonly ExplainedCall[]
  readonly diff: readonly DiffLine[]
  readonly diagnostics: readonly Diagnostic[]
}

function explainSource(file: string, text: string, catalog: Catalog, generated: string): Explanation {
  const analysis = analyzeSource(text, file, createConfig({ mode: 'off', catalog, generated }))
  const { diagnostics, edits } = analysis
  const diff = hasErrors(diagnostics) ? [] : diffEdits(text, edits)
  return { file, calls: explainCalls(text, file, analysis), diff, diagnostics }
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // What is wrong with it is all the same to the one who has named it.
    return undefined
  }
}

const MARKS: Readonly<Record<DiffLine['kind'], string>> = { hunk: '', same: ' ', removed: '-', added: '+' }

function printJson({ file, calls, diff, diagnostics }: Explanation): void {
  const lines = diff.map(({ kind, text }) => MARKS[kind] + text)
  const value = { ok: !hasErrors(diagnostics), file, calls, diff: lines, diagnostics }
  printValue(value)
}

const COLOURS: Readonly<Record<Outcome, (text: string) => string>> = {
  kept: pc.yellow,
  removed: pc.green,
  inlined: pc.green,
  'called in place': pc.cyan,
  refused: pc.red,
}

const DIFF_COLOURS: Readonly<Record<DiffLine['kind'], (text: string) => string>> = {
  hunk: pc.cyan,
  same: (text) => text,
  removed: pc.red,
  added: pc.green,
}

function printText({ file, calls, diff, diagnostics }: Explanation): void {
  if (diagnostics.length > 0) process.stderr.write(`${renderDiagnostics(diagnostics, { readText })}\n`)
  const lines = calls.map(printCall)
  if (diff.length > 0) {
    lines.push('', pc.bold(`--- ${file}`), pc.bold(`+++ ${file}, telemetry off`))
    lines.push(...diff.map(({ kind, text }) => DIFF_COLOURS[kind](MARKS[kind] + text)))
  }
  if (lines.length === 0) lines.push(`${file}: no use of telescopic`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

function printCall({ method, scope, place, verdict, why }: ExplainedCall): string {
  const where = `${place.file}:${place.line}:${place.column}`
  return `${where} ${method} ${scope ?? '-'} ${COLOURS[verdict](verdict)}: ${why}`
}
