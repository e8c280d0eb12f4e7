import { dirname, relative, resolve } from 'node:path'
import { parseTsconfig } from 'get-tsconfig'
import { type Diagnostic, hasErrors } from '../../report/index.ts'
import { optimizes } from '../optimize.ts'
import { isSelective } from '../selection.ts'
import { reportNothingMatched } from './leftovers.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject, type Project } from './project.ts'
import type { EditedFile } from './tsc-program.ts'
import { FileTransforms } from './tsc7-files.ts'
import { correctEmitted, createMirror, removeMirror } from './tsc7-mirror.ts'
import { type NativeCompiler, type ResolvedConfig, readResolvedConfig, runNative, splitListing } from './tsc7-native.ts'
import { createStaging, moveStaged, removeStaging } from './tsc7-staging.ts'

/** What a run of the native compiler with telemetry compiled in or out has come to. */
export interface Compiled {
  /** tsc's own exit code; 1 for a fault of ours alone. */
  readonly code: number
  readonly lines: readonly string[]
  /** What is worth watching: the files of the program, the catalog, the tsconfig. */
  readonly inputs: readonly string[]
}

/** The number that our diagnostics have in the form of TypeScript, whose messages all have one. */
const NUMBER = 'TS71300'

/**
 * Compiles a project by the native TypeScript. It checks the program as it was written, so that a wrong scope is an
 * error in both modes and every place is right, and emits from a mirror in which telemetry is gone.
 */
export async function compileNatively(compiler: NativeCompiler, tsconfig: string): Promise<Compiled> {
  const root = dirname(tsconfig)
  const config = await readResolvedConfig(compiler, tsconfig)
  if ('lines' in config) return { ...config, inputs: [tsconfig] }
  if (config.references?.length) return refuse(tsconfig, 'references', 'run it for each project, in their order')
  const { compilerOptions } = config
  if (String(compilerOptions.rootDir ?? '.').startsWith('..'))
    return refuse(tsconfig, 'a rootDir outside of its folder', 'put the tsconfig into the root of its sources')
  const elideImports = compilerOptions.verbatimModuleSyntax !== true
  const options = readPluginOptions(tsconfig)
  const project = loadProject({ elideImports, ...options }, root)
  const staging = keepsAll(project) ? createStaging(root, config) : undefined
  try {
    const transforms = new FileTransforms(project.config)
    const write = staging?.args ?? ['--noEmit']
    const checking = runNative(compiler, ['-p', tsconfig, '--listFiles', '--pretty', 'false', ...write])
    // Most files are known before the compiler says which ones it has found.
    await transforms.add((config.files ?? []).map((file) => resolve(root, file)))
    const checked = await checking
    const { said, files, emitted } = splitListing(checked.lines)
    await transforms.add(files)
    const { edited, faults, dropped, isUsed } = transforms.sum(files)
    const all = [...project.diagnostics, ...faults]
    if (project.config && !isUsed && !options.silent && !hasErrors(all)) all.push(reportNothingMatched(files.length))
    const lines = mergeFaults(said, all, compiler.cwd)
    const inputs = [tsconfig, ...files, ...project.inputs]
    const refused = hasErrors(all) || (checked.code !== 0 && compilerOptions.noEmitOnError === true)
    if (refused || compilerOptions.noEmit === true)
      return { code: checked.code || (hasErrors(all) ? 1 : 0), lines, inputs }
    if (staging) {
      moveStaged(staging, root, config, emitted)
      return { code: checked.code, lines, inputs }
    }
    const kept = files.filter((file) => !dropped.has(file))
    const { code, own } = await emitMirror(compiler, root, config, kept, edited)
    // What only the emit can say, such as a file that cannot be written. What the check said is not said again.
    const isNew = checked.code === 0 && code !== 0
    // tsc's own codes: 1 says that nothing was written, 2 that something was.
    return { code: checked.code === 0 ? code : 2, lines: [...lines, ...(isNew ? own : [])], inputs }
  } finally {
    if (staging) removeStaging(staging)
  }
}

/** Whether a build leaves every call as it is, so that the compiler may be given the program as it is. */
function keepsAll({ config }: Project): boolean {
  return config?.mode === 'on' && !isSelective(config.selection) && !optimizes(config.optimize)
}

/** Emits a program from a mirror; gives the code, and the lines that are not about files. */
async function emitMirror(
  compiler: NativeCompiler,
  root: string,
  config: ResolvedConfig,
  files: readonly string[],
  edited: ReadonlyMap<string, EditedFile>,
): Promise<{ code: number; own: readonly string[] }> {
  const mirror = createMirror(root, config, files, edited)
  try {
    const { code, lines } = await runNative(compiler, ['-p', mirror.tsconfig, '--noCheck', '--listEmittedFiles'])
    const { said, emitted } = splitListing(lines)
    correctEmitted(mirror, root, emitted, edited, config.compilerOptions)
    return { code, own: said }
  } finally {
    removeMirror(mirror)
  }
}

/** The entries of `plugins` of a tsconfig, its own or those that it extends. */
export function readPlugins(tsconfig: string): readonly { readonly transform?: string }[] {
  return (parseTsconfig(tsconfig).compilerOptions?.plugins ?? []) as readonly { transform?: string }[]
}

/** The entry of `plugins` that ts-patch reads for TypeScript 6. The native compiler passes it over. */
function readPluginOptions(tsconfig: string): TelescopicOptions {
  const entry: { transform?: string; transformProgram?: boolean } =
    readPlugins(tsconfig).find(({ transform }) => transform === 'telescopic/tsc') ?? {}
  const { transform: _, transformProgram: __, ...options } = entry
  return options
}

function refuse(tsconfig: string, what: string, wayOut: string): Compiled {
  return { code: 2, lines: [`${tsconfig}: telescopic tsc cannot compile ${what}; ${wayOut}`], inputs: [tsconfig] }
}

/** One mistake is told once: where the compiler has an error at the same place, our sentence follows its own. */
function mergeFaults(said: readonly string[], faults: readonly Diagnostic[], cwd: string): string[] {
  const lines = [...said]
  for (const { code, message, severity, place, notes } of faults) {
    const sentence = [`${message} [${code}]`, ...notes.map((note) => note.message)].join('; ')
    const at = place && `${relative(cwd, place.file)}(${place.line},${place.column})`
    const same = at === undefined ? -1 : lines.findIndex((line) => line.startsWith(`${at}: error `))
    if (same >= 0) lines.splice(same + 1, 0, `  ${sentence}`)
    else lines.push(`${at === undefined ? '' : `${at}: `}${severity} ${NUMBER}: ${sentence}`)
  }
  return lines
}
