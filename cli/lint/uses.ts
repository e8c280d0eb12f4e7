import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../../catalog/index.ts'
import type { Diagnostic } from '../../report/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { analyzeSource } from '../../transformer/transform.ts'
import { showPath } from '../files.ts'

/** What the calls of a program say about its catalog. */
export interface Uses {
  /** Names that are called. */
  readonly names: ReadonlySet<string>
  /** Calls of names that the catalog does not have. */
  readonly diagnostics: readonly Diagnostic[]
}

const RE_SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/

/** Looks through the sources below a folder. Only a file with the word `telescopic` is parsed. */
export function findUses(folder: string, catalog: Catalog): Uses {
  const config = createConfig({ mode: 'on', catalog })
  const names = new Set<string>()
  const diagnostics: Diagnostic[] = []
  for (const path of listSources(folder)) {
    const analysis = analyzeSource(readFileSync(path, 'utf8'), showPath(path), config)
    for (const { scope } of analysis.uses) if (scope !== undefined) names.add(scope)
    diagnostics.push(...analysis.diagnostics.filter(({ code }) => code === 'scope-unknown'))
  }
  return { names, diagnostics }
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith('.') || /^(?:node_modules|dist|telescopic\.gen)$/.test(entry.name)) return []
      const path = join(folder, entry.name)
      return entry.isDirectory() ? listSources(path) : entry.isFile() && RE_SOURCE.test(entry.name) ? [path] : []
    })
}
