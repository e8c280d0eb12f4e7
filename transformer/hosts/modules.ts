import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createPathsMatcher, getTsconfig } from 'get-tsconfig'
import { createDiagnostic, type Diagnostic } from '../../report/index.ts'
import { type BarrelSource, readBarrels } from '../barrels.ts'
import { type Barrel, toModulePath } from '../modules.ts'
import { findSource } from './source-files.ts'

/** The modules of a project that pass names of ours on, as the option `modules` lists them. */
export interface ProjectModules {
  readonly barrels: ReadonlyMap<string, Barrel>
  readonly resolveAlias: (specifier: string) => string | undefined
  /** What specifiers by an alias begin with: a file with one need not hold the name of the module. */
  readonly aliases: readonly string[]
  /** Absolute paths of the modules, for the host to watch. */
  readonly files: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

const NONE: ProjectModules = {
  barrels: new Map(),
  resolveAlias: () => undefined,
  aliases: [],
  files: [],
  diagnostics: [],
}

/** Reads the modules; a specifier that is no path is looked up in `paths` of the tsconfig above the root. */
export function loadModules(modules: readonly string[], root: string, generated: string): ProjectModules {
  if (modules.length === 0) return NONE
  const { resolveAlias, aliases } = createAliases(root)
  const diagnostics: Diagnostic[] = []
  const sources: BarrelSource[] = []
  for (const name of modules) {
    const path = /^\.{0,2}[\\/]/.test(name) ? resolve(root, name) : (resolveAlias(name) ?? resolve(root, name))
    const file = findSource(path, ENDINGS)
    if (file) sources.push({ file, text: readFileSync(file, 'utf8') })
    else diagnostics.push(reportMissing(name))
  }
  const read = readBarrels(sources, { generated, resolveAlias })
  for (const { file } of sources)
    if (read.barrels.get(toModulePath(file))?.size === 0) diagnostics.push(reportEmpty(file))
  const files = sources.map(({ file }) => file)
  return { barrels: read.barrels, resolveAlias, aliases, files, diagnostics: [...diagnostics, ...read.diagnostics] }
}

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
]

function createAliases(root: string): Pick<ProjectModules, 'resolveAlias' | 'aliases'> {
  const tsconfig = getTsconfig(root)
  const match = tsconfig && createPathsMatcher(tsconfig)
  if (!match) return NONE
  const resolveAlias = (specifier: string): string | undefined => {
    const file = match(specifier)
      .map((path) => findSource(path, ENDINGS))
      .find((found) => found !== undefined)
    return file && toModulePath(file)
  }
  const patterns = Object.keys(tsconfig.config.compilerOptions?.paths ?? {})
  return { resolveAlias, aliases: patterns.map((pattern) => pattern.replace(/\*.*$/, '')) }
}

function reportMissing(name: string): Diagnostic {
  return createDiagnostic('option-value', `the option 'modules' names '${name}', which is no module`, undefined, [
    'name a file of the project, from the root',
  ])
}

function reportEmpty(file: string): Diagnostic {
  const message = `the option 'modules' names '${file}', which passes nothing of telescopic on`
  return createDiagnostic('option-value', message, undefined, ["write export { tele } from 'telescopic' there"])
}
