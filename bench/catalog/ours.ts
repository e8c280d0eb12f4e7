import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lintCatalog, parseCatalog, printCatalog, writeFiles } from '../../dist/catalog/index.js'
import { printSynthetic } from './synthetic.ts'

// Parse, validate, lint, print and write one catalog, in a process of its own: `node ours.ts FILE`. With a second
// argument also what a change of one scope costs in a process that has done it all before.

const [path, again] = process.argv.slice(2) as [string, string?]
const folder = mkdtempSync(join(tmpdir(), 'telescopic-generate-'))
try {
  const findings = generate(readFileSync(path, 'utf8'))
  const once = { findings, rss: process.resourceUsage().maxRSS / 1000 }
  const rebuild = again === undefined ? undefined : measureRebuild(Number(again))
  process.stdout.write(JSON.stringify({ ...once, rebuild }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function generate(source: string): number {
  const { catalog, diagnostics, context } = parseCatalog(source, 'scopes.yaml')
  const findings = lintCatalog(catalog, { ...context, today: '2026-01-01', version: undefined, used: undefined })
  const written = writeFiles(folder, printCatalog(catalog, { source }))
  return diagnostics.length + findings.length + written.diagnostics.length
}

function measureRebuild(count: number): number {
  const times = Array.from({ length: 5 }, (_, index) => {
    const source = printSynthetic(count, index * 7)
    const start = performance.now()
    generate(source)
    return performance.now() - start
  })
  return Math.min(...times)
}
