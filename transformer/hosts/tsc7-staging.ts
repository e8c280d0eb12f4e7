import { randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { ResolvedConfig } from './tsc7-native.ts'

/**
 * Where the compiler writes to while it is not known yet whether anything may be written: faults are found at the same
 * time. It lies beside the folder that it stands for, at the same depth, so that paths in maps are right as they are.
 */
export interface Staging {
  readonly outDir: string
  /** Stands for `declarationDir`, where there is one. */
  readonly declarationDir: string | undefined
  /** Makes a folder for declarations of the program as it was written, which are to take the place of others. */
  stageDeclarations(): string
  /** Puts them there: those of these files, by their paths from `rootDir` without an ending. */
  takeDeclarations(paths: readonly string[]): void
  /** Moves what was written to where it belongs. */
  publish(): void
  remove(): void
}

/** Options that name a place for maps from which they lead on, or a single file. */
const UNSTAGED = ['sourceRoot', 'mapRoot', 'outFile'] as const

/** Makes the folders; `undefined` where the options want the compiler to write to its own place. */
export function createStaging(root: string, { compilerOptions }: ResolvedConfig): Staging | undefined {
  const { outDir, declarationDir } = compilerOptions
  if (typeof outDir !== 'string' || UNSTAGED.some((name) => compilerOptions[name] !== undefined)) return undefined
  const targets = [outDir, ...(typeof declarationDir === 'string' ? [declarationDir] : [])].map((path) =>
    resolve(root, path),
  )
  if (targets.some((target) => isWithin(root, target))) return undefined
  const [out, types] = targets.map(createStage)
  let declared: Stage | undefined
  return {
    outDir: out!.folder,
    declarationDir: types?.folder,
    stageDeclarations: () => {
      declared = createStage((types ?? out)!.target)
      return declared.folder
    },
    takeDeclarations: (paths) => {
      for (const path of paths) if (declared) takeDeclaration(declared.folder, (types ?? out)!.folder, path)
    },
    publish: () => {
      for (const stage of [out, types]) if (stage) moveOver(stage.folder, stage.target)
    },
    remove: () => {
      // The first one may have made the folder of the second.
      for (const stage of [declared, types, out]) if (stage) removeStage(stage)
    },
  }
}

interface Stage {
  readonly folder: string
  readonly target: string
  /** Folders that had to be made to hold it, the innermost first. */
  readonly created: readonly string[]
}

function createStage(target: string): Stage {
  const parent = dirname(target)
  const outermost = mkdirSync(parent, { recursive: true })
  const created: string[] = []
  for (let path = parent; outermost !== undefined && isWithin(path, outermost); path = dirname(path)) created.push(path)
  // Not `mkdtemp`: it would become the target, and be closed to everybody else.
  const folder = join(parent, `.telescopic-${randomUUID().slice(0, 8)}`)
  mkdirSync(folder)
  return { folder, target, created }
}

const DECLARATIONS = ['.d.ts', '.d.mts', '.d.cts'].flatMap((ending) => [ending, `${ending}.map`])

function takeDeclaration(from: string, to: string, path: string): void {
  for (const ending of DECLARATIONS) {
    const source = join(from, path + ending)
    if (existsSync(source)) copyFileSync(source, join(to, path + ending))
  }
}

function removeStage({ folder, created }: Stage): void {
  rmSync(folder, { recursive: true, force: true })
  for (const path of created) if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path)
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return !way.startsWith('..') && !isAbsolute(way)
}

/** A folder that is not there yet takes one step; into one that is, files are moved one by one. */
function moveOver(from: string, target: string): void {
  if (!existsSync(from)) return
  if (!existsSync(target)) return renameSync(from, target)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, place] = [join(from, entry.name), join(target, entry.name)]
    if (entry.isDirectory()) moveOver(source, place)
    else moveFile(source, place)
  }
}

function moveFile(source: string, place: string): void {
  try {
    renameSync(source, place)
  } catch {
    // The folder is a link to another volume.
    copyFileSync(source, place)
  }
}
