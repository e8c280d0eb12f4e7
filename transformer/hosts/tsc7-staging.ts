import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { ResolvedConfig } from './tsc7-native.ts'

/**
 * Where the compiler writes to while it is not known yet whether anything may be written: our own faults are found at
 * the same time. For builds that keep every call, of which the compiler's first run is the last one too.
 */
export interface Staging {
  readonly folder: string
  /** Flags of the run that writes here. */
  readonly args: readonly string[]
}

/** Options with which a run remembers another one, or a map says of itself where it lies. */
const UNSTAGED = ['incremental', 'composite', 'tsBuildInfoFile', 'sourceRoot', 'mapRoot', 'outFile', 'noEmit'] as const

/** Makes the folder; `undefined` where the options want the compiler to write to its own place. */
export function createStaging(root: string, { compilerOptions }: ResolvedConfig): Staging | undefined {
  if (UNSTAGED.some((name) => compilerOptions[name] !== undefined && compilerOptions[name] !== false)) return undefined
  const folder = mkdtempSync(join(root, '.telescopic-'))
  const rootDir = resolve(root, String(compilerOptions.rootDir ?? '.'))
  const declarations = compilerOptions.declarationDir === undefined ? [] : ['--declarationDir', join(folder, 'types')]
  const out = ['--outDir', join(folder, 'out'), '--rootDir', rootDir]
  return { folder, args: [...out, ...declarations, '--listEmittedFiles'] }
}

/** Moves what was written to where it belongs; maps lead to the sources from there. */
export function moveStaged(
  { folder }: Staging,
  root: string,
  { compilerOptions }: ResolvedConfig,
  emitted: readonly string[],
): void {
  const { outDir, declarationDir, rootDir } = compilerOptions
  // Without `outDir` output lies beside the sources.
  const out = resolve(root, String(outDir ?? rootDir ?? '.'))
  for (const file of emitted) {
    const isType = !relative(join(folder, 'types'), file).startsWith('..')
    const from = join(folder, isType ? 'types' : 'out')
    const target = join(isType ? resolve(root, String(declarationDir)) : out, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    const hasMap = file.endsWith('.map') || (compilerOptions.inlineSourceMap === true && /\.[cm]?jsx?$/.test(file))
    if (!hasMap) renameSync(file, target)
    else writeFileSync(target, moveSources(readFileSync(file, 'utf8'), file, target))
  }
}

export function removeStaging({ folder }: Staging): void {
  rmSync(folder, { recursive: true, force: true })
}

const INLINE = /^(\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]+)$/m

function moveSources(text: string, file: string, target: string): string {
  const move = (json: string): string => {
    const map = JSON.parse(json) as { readonly sources: readonly string[] }
    const lead = (source: string): string => relative(dirname(target), resolve(dirname(file), source))
    return JSON.stringify({ ...map, sources: map.sources.map((source) => lead(source).replaceAll('\\', '/')) })
  }
  if (file.endsWith('.map')) return move(text)
  return text.replace(INLINE, (_, head: string, encoded: string) => {
    return head + Buffer.from(move(Buffer.from(encoded, 'base64').toString('utf8'))).toString('base64')
  })
}
