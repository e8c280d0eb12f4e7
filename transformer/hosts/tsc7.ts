import { dirname, relative, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseTsconfig } from 'get-tsconfig'
import { type Diagnostic, hasErrors } from '../../report/index.ts'
import { optimizes } from '../optimize.ts'
import { isSelective } from '../selection.ts'
import { reportNothingMatched, reportUnseen } from './leftovers.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject, type Project } from './project.ts'
import type { EditedFile } from './tsc-program.ts'
import { FileTransforms } from './tsc7-files.ts'
import { correctEmitted, createMirror, listOwn, removeMirror } from './tsc7-mirror.ts'
import {
  type NativeCompiler,
  type NativeRun,
  type ResolvedConfig,
  type Running,
  readResolvedConfig,
  splitListing,
  startNative,
} from './tsc7-native.ts'
import { createStaging, type Staging } from './tsc7-staging.ts'

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
  const staging = compilerOptions.noEmit === true ? undefined : createStaging(root, config)
  if (!staging && declaresWoven({ config, project }))
    return refuse(tsconfig, 'declarations of instrumented functions to this place', 'give it an outDir of its own')
  const job: Job = { compiler, tsconfig, root, config, project, silent: options.silent === true, staging }
  try {
    return staging && keepsAll(job) ? await compileAsWritten(job, staging) : await compileEdited(job)
  } finally {
    staging?.remove()
  }
}

/** A build, with all that it depends on. */
interface Job {
  readonly compiler: NativeCompiler
  readonly tsconfig: string
  readonly root: string
  readonly config: ResolvedConfig
  readonly project: Project
  readonly silent: boolean
  readonly staging: Staging | undefined
}

/** Whether a build keeps every call and no other build: the compiler's first run is then the last one too. */
function keepsAll({ config: { compilerOptions }, project: { config } }: Job): boolean {
  const remembers = ['incremental', 'composite', 'tsBuildInfoFile'].some((name) => compilerOptions[name])
  return !remembers && config?.mode === 'on' && !isSelective(config.selection) && !optimizes(config.optimize)
}

/** Lets the compiler emit the program as it is, while the calls are checked. */
async function compileAsWritten(job: Job, { outDir, declarationDir, publish }: Staging): Promise<Compiled> {
  const types = declarationDir === undefined ? [] : ['--declarationDir', declarationDir]
  const checking = startCheck(job, ['--outDir', outDir, '--rootDir', rootDirOf(job), ...types])
  const transforms = new FileTransforms(job.project.config)
  await transforms.add(listConfigured(job))
  const { compiled, isRefused } = await judge(job, await checking.ended, transforms)
  if (!isRefused) publish()
  return compiled
}

/** Emits from a mirror. It begins before the check has ended, with the files that the program should have. */
async function compileEdited(job: Job): Promise<Compiled> {
  const checking = startCheck(job, listCheckArgs(job))
  const transforms = new FileTransforms(job.project.config)
  const expected = await transforms.follow(listConfigured(job))
  const first = job.staging && hasNoFault(job, transforms, expected) ? startEmit(job, transforms, expected) : undefined
  try {
    const { compiled, isRefused, files } = await judge(job, await checking.ended, transforms)
    if (isRefused || job.config.compilerOptions.noEmit === true) return compiled
    const isExpected = isDeepStrictEqual(listOwn(job.root, files).sort(), listOwn(job.root, expected).sort())
    if (!isExpected) await forget(job, first)
    const emit = first && isExpected ? first : startEmit(job, transforms, files)
    const { code, said } = await emit.finish()
    if (declaresWoven(job)) job.staging?.takeDeclarations(listWoven(job, transforms.sum(files).edited))
    job.staging?.publish()
    // What only the emit can say, such as a file that cannot be written. What the check said is not said again.
    const isNew = compiled.code === 0 && code !== 0
    // tsc's own codes: 1 says that nothing was written, 2 that something was.
    return { ...compiled, code: compiled.code === 0 ? code : 2, lines: [...compiled.lines, ...(isNew ? said : [])] }
  } finally {
    await first?.abandon()
  }
}

/** Whether declarations must come from the program as it was written: what is woven has other types, where they are inferred. */
function declaresWoven({ config: { compilerOptions }, project }: Pick<Job, 'config' | 'project'>): boolean {
  const { declaration, composite, noEmit } = compilerOptions
  return noEmit !== true && (declaration ?? composite) === true && (project.config?.instrument.length ?? 0) > 0
}

/** The check writes those declarations, where there are any; it remembers nothing then, or it would leave some out. */
function listCheckArgs(job: Job): string[] {
  if (!job.staging || !declaresWoven(job)) return ['--noEmit']
  const folder = job.staging.stageDeclarations()
  const target = ['--outDir', folder, '--declarationDir', folder, '--rootDir', rootDirOf(job)]
  return ['--emitDeclarationOnly', '--declaration', ...target, '--composite', 'false', '--incremental', 'false']
}

function listWoven(job: Job, edited: ReadonlyMap<string, EditedFile>): string[] {
  const woven = [...edited].filter(([, { isWoven }]) => isWoven).map(([file]) => relative(rootDirOf(job), file))
  return woven.map((path) => path.replace(/\.[cm]?tsx?$/, ''))
}

function rootDirOf({ root, config }: Job): string {
  return resolve(root, String(config.compilerOptions.rootDir ?? '.'))
}

/** Leaves nothing of an emit that had other files than the program. */
async function forget({ staging }: Job, emit: Emitting | undefined): Promise<void> {
  await emit?.abandon()
  staging?.remove()
}

function startCheck({ compiler, tsconfig }: Job, args: readonly string[]): Running {
  return startNative(compiler, ['-p', tsconfig, '--listFiles', '--pretty', 'false', ...args])
}

function listConfigured({ root, config }: Job): string[] {
  return (config.files ?? []).map((file) => resolve(root, file))
}

function hasNoFault({ project }: Job, transforms: FileTransforms, files: readonly string[]): boolean {
  return !hasErrors([...project.diagnostics, ...transforms.sum(files).faults])
}

/** What is to be said of a program that the compiler has read. */
async function judge(
  { compiler, tsconfig, config, project, silent }: Job,
  checked: NativeRun,
  transforms: FileTransforms,
): Promise<{ compiled: Compiled; isRefused: boolean; files: readonly string[] }> {
  const { said, files } = splitListing(checked.lines)
  await transforms.add(files)
  const { faults, isUsed } = transforms.sum(files)
  const all = [...project.diagnostics, ...faults]
  if (project.config && !silent && !hasErrors(all)) {
    if (!isUsed && project.instrumentedFiles.length === 0) all.push(reportNothingMatched(files.length))
    if (config.compilerOptions.noEmit !== true) all.push(...reportUnseen(project.config, new Set()))
  }
  const lines = mergeFaults(said, all, compiler.cwd)
  const inputs = [tsconfig, ...files, ...project.inputs]
  const isRefused = hasErrors(all) || (checked.code !== 0 && config.compilerOptions.noEmitOnError === true)
  return { compiled: { code: checked.code || (hasErrors(all) ? 1 : 0), lines, inputs }, isRefused, files }
}

/** An emit that has begun. */
interface Emitting {
  /** Waits for its end, and leads the maps to the sources; gives the code, and the lines that are not about files. */
  finish(): Promise<{ code: number; said: readonly string[] }>
  /** Ends it, and leaves nothing of its mirror. */
  abandon(): Promise<void>
}

function startEmit(job: Job, transforms: FileTransforms, files: readonly string[]): Emitting {
  const { compiler, root, config, staging } = job
  const { edited, dropped } = transforms.sum(files)
  const kept = files.filter((file) => !dropped.has(file))
  const mirror = createMirror(root, config, kept, edited, staging)
  const running = startNative(compiler, ['-p', mirror.tsconfig, '--noCheck', '--listEmittedFiles'])
  return {
    finish: async () => {
      try {
        const { code, lines } = await running.ended
        const { said, emitted } = splitListing(lines)
        correctEmitted(mirror, root, emitted, edited, config.compilerOptions)
        return { code, said }
      } finally {
        removeMirror(mirror)
      }
    },
    abandon: async () => {
      running.stop()
      await running.ended
      removeMirror(mirror)
    },
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
