import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { createPlaceFinder } from '../../report/index.ts'
import { parseSource } from '../parse.ts'
import { correctMap } from './tsc-maps.ts'
import type { EditedFile } from './tsc-program.ts'
import type { ResolvedConfig } from './tsc7-native.ts'
import type { Staging } from './tsc7-staging.ts'

/**
 * A copy of a project for the native compiler to emit from: edited files as texts, all others as links, at the same
 * relative places, so that relative paths of the tsconfig mean the same. It lies inside the project, where packages are
 * found from it as from the project itself.
 */
export interface Mirror {
  readonly folder: string
  readonly tsconfig: string
}

/** Makes the mirror of the files of a project that lie in its folder, to be emitted to its own place or to `staging`. */
export function createMirror(
  root: string,
  config: ResolvedConfig,
  files: readonly string[],
  edited: ReadonlyMap<string, EditedFile>,
  staging: Staging | undefined,
): Mirror {
  const folder = mkdtempSync(join(root, '.telescopic-'))
  const own = listOwn(root, files)
  const made = new Set([folder])
  for (const file of new Set([...own, ...findManifests(root, own)])) {
    const target = join(folder, relative(root, file))
    if (!made.has(dirname(target))) mkdirSync(dirname(target), { recursive: true })
    made.add(dirname(target))
    const edit = edited.get(file)
    if (edit) writeFileSync(target, keepModule(edit, file))
    else link(file, target)
  }
  const tsconfig = join(folder, 'tsconfig.json')
  rmSync(tsconfig, { force: true })
  const targets = listTargets(root, config, staging)
  writeFileSync(tsconfig, JSON.stringify(mirrorConfig(root, folder, { ...config, targets }, own)))
  return { folder, tsconfig }
}

/** The files of a program that a mirror holds: those in the folder of the tsconfig, without packages. */
export function listOwn(root: string, files: readonly string[]): string[] {
  return files.filter((file) => isInside(root, file))
}

export function removeMirror({ folder }: Mirror): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Leads the maps of what was emitted to the files of the project, and edited ones to their texts. */
export function correctEmitted(
  mirror: Mirror,
  root: string,
  emitted: readonly string[],
  edited: ReadonlyMap<string, EditedFile>,
  options: Readonly<Record<string, unknown>>,
): void {
  for (const file of emitted) {
    const hasMap = file.endsWith('.map') || (options.inlineSourceMap === true && /\.[cm]?jsx?$/.test(file))
    if (!hasMap) continue
    const text = readFileSync(file, 'utf8')
    const moved = moveSources(text, file, mirror.folder, root)
    const edit = edited.get(moved.source ?? '')
    const corrected = edit
      ? correctMap(file, moved.text, edit, { inlineSources: options.inlineSources === true })
      : moved.text
    if (corrected !== text) writeFileSync(file, corrected)
  }
}

// --- internal ---

function isInside(root: string, file: string): boolean {
  const path = relative(root, file)
  return !path.startsWith('..') && !isAbsolute(path) && !/(?:^|[\\/])node_modules[\\/]/.test(path)
}

/** Manifests say whether a file is a module, and what `#imports` and the package's own name mean. */
function findManifests(root: string, files: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const file of files) {
    for (let folder = dirname(file); isInside(root, join(folder, 'x')); folder = dirname(folder)) {
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders].map((folder) => join(folder, 'package.json')).filter((file) => existsSync(file))
}

function link(file: string, target: string): void {
  try {
    linkSync(file, target)
  } catch {
    // Another volume, a file system without hard links, or a file that is named and not there.
    if (existsSync(file)) copyFileSync(file, target)
  }
}

/** Options that say where the compiler writes to, as paths that mean the same in the mirror. */
function listTargets(root: string, { compilerOptions }: ResolvedConfig, staging: Staging | undefined): object {
  const { outDir, declarationDir } = compilerOptions
  const types = typeof declarationDir === 'string' && { declarationDir: resolve(root, declarationDir) }
  // Without `outDir` output lies beside the sources.
  if (!staging) return { outDir: resolve(root, String(outDir ?? '.')), ...types }
  return { outDir: staging.outDir, ...(types && { declarationDir: staging.declarationDir }) }
}

/** Comments and directives, and then a statement that makes a module: as most files begin. */
const RE_MODULE = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/|(['"])use [\w ]*\1;?)*(?:import(?!\s*[.(])|export)\b/

/** A module whose only import was ours stays one: as a script its names would be global. */
function keepModule({ code }: EditedFile, file: string): string {
  if (RE_MODULE.test(code)) return code
  const parsed = parseSource(code, file, createPlaceFinder(file, code))
  const body = 'program' in parsed ? (parsed.program as unknown as { body: readonly { type: string }[] }).body : []
  return body.some(({ type }) => /^(?:Import|Export)|^TS(?:Import|Export)/.test(type)) ? code : `${code}\nexport {}`
}

interface MirrorConfig extends ResolvedConfig {
  readonly targets: object
}

function mirrorConfig(root: string, folder: string, config: MirrorConfig, files: readonly string[]): object {
  const options: Record<string, unknown> = { ...config.compilerOptions, ...config.targets }
  for (const key of ['plugins', 'incremental', 'composite', 'tsBuildInfoFile', 'noEmitOnError']) delete options[key]
  if (config.compilerOptions.composite === true) options.declaration ??= true
  options.rootDir = join(folder, relative(root, resolve(root, String(config.compilerOptions.rootDir ?? '.'))))
  if (Array.isArray(options.typeRoots)) options.typeRoots = options.typeRoots.map((path) => resolve(root, String(path)))
  const texts = files.filter((file) => !file.endsWith('.json')).map((file) => join(folder, relative(root, file)))
  if (!isEachAlone(options, files)) return { compilerOptions: options, files: texts, include: [] }
  delete options.lib
  const globals = join(folder, 'telescopic-globals.d.ts')
  writeFileSync(globals, GLOBALS.map((name) => `interface ${name} {}\n`).join(''))
  const alone = { ...options, noResolve: true, noLib: true, types: [] }
  return { compilerOptions: alone, files: [...texts, globals], include: [] }
}

/** What the compiler will not start without, in place of its library. */
const GLOBALS = [
  ...['Array<T>', 'Boolean', 'CallableFunction', 'Function', 'IArguments', 'NewableFunction', 'Number', 'Object'],
  ...['RegExp', 'String'],
]

/**
 * Whether what is emitted of a file depends on that file alone, so that libraries and packages need not be read. It is
 * what \`isolatedModules\` is about; declarations, metadata of decorators and helpers of \`tslib\` ask for types all the same.
 */
function isEachAlone(options: Readonly<Record<string, unknown>>, files: readonly string[]): boolean {
  const isIsolated = options.isolatedModules === true || options.verbatimModuleSyntax === true
  const asksForTypes = ['declaration', 'emitDecoratorMetadata', 'importHelpers'].some((name) => options[name] === true)
  return isIsolated && !asksForTypes && !files.some((file) => file.endsWith('.json'))
}

const INLINE = /^(\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]+)$/m

/** Sources of a map are relative to it: from the mirror to the project. */
function moveSources(text: string, file: string, folder: string, root: string): { text: string; source?: string } {
  let source: string | undefined
  const move = (json: string): string => {
    const map = JSON.parse(json) as { sources: string[]; sourceRoot?: string }
    const from = resolve(dirname(file), map.sourceRoot ?? '')
    const sources = map.sources.map((path) => {
      const original = join(root, relative(folder, resolve(from, path)))
      source = original
      return relative(from, original).replaceAll('\\', '/')
    })
    return JSON.stringify({ ...map, sources })
  }
  const moved = file.endsWith('.map')
    ? move(text)
    : text.replace(INLINE, (_, head: string, encoded: string) => {
        return head + Buffer.from(move(Buffer.from(encoded, 'base64').toString('utf8'))).toString('base64')
      })
  return { text: moved, ...(source !== undefined && { source }) }
}
