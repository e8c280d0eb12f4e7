import { statSync } from 'node:fs'
import { basename, resolve as resolvePath } from 'node:path'
import { type Diagnostic, hasErrors } from '../../report/index.ts'
import { selectTargets } from '../instrument.ts'
import type { Renderer } from '../options.ts'
import { isSelective } from '../selection.ts'
import { type RawSourceMap, transformSource } from '../transform.ts'
import { isInstrumented, RUNTIME_MODULE, reportNothingMatched, reportSurvivor, reportUnseen } from './leftovers.ts'
import { PACKAGE_IDS, readModuleId } from './module-ids.ts'
import type { TelescopicOptions } from './options.ts'
import { loadProject, type Project } from './project.ts'

/** What a bundler's plugin does, whatever the bundler. One for each plugin that a user puts into a configuration. */
export interface Session {
  readonly options: TelescopicOptions
  /** Folder that paths start from, and the renderer: the host may know better than the defaults. */
  root: string
  renderer: Renderer
  /** The same plugin stands in the configuration a second time; the first one does the work. */
  isIdle: boolean
  /** Whether every module is seen before a build ends: not by a server, and not with modules out of a cache. */
  seesAll: boolean
  /** Folder that paths of messages are shown from. */
  folder(): string
  /** The project as it is on disk now. */
  load(): Project
  /** A module's text without what is compiled out; `undefined` for a module that is passed by. */
  transform(text: string, id: string): Transformed | undefined
  /** An import that the host resolves: one of ours has survived when telemetry is compiled out. */
  resolve(specifier: string, importer: string | undefined): Diagnostic | undefined
  /** What is to be said at the end of a build. */
  finish(): readonly Diagnostic[]
}

export interface Transformed {
  readonly file: string
  /** `undefined` when the text stays as it is. */
  readonly code: string | undefined
  readonly map: RawSourceMap | null
  readonly diagnostics: readonly Diagnostic[]
  readonly inputs: readonly string[]
}

/** Starts a session. Nothing is read before the host asks. */
export function createSession(options: TelescopicOptions, renderer: Renderer): Session {
  let project: Project | undefined
  let stamp = ''
  let instrumented = false
  /** Targets of the catalog that were met in some module. */
  const seen = new Set<string>()
  const session: Session = {
    ...{ options, renderer, root: process.cwd(), isIdle: false, seesAll: true },
    ...{ folder: () => resolvePath(session.root, options.root ?? '.') },
    ...{ load, transform, resolve, finish },
  }
  return session

  // Hosts differ in when they say that a file has changed, and whether they do: the files themselves are asked.
  function load(): Project {
    if (project?.config && stamp === stampOf(session, project)) return project
    project = loadProject(options, session.root)
    stamp = stampOf(session, project)
    return project
  }

  function transform(text: string, id: string): Transformed | undefined {
    const module = session.isIdle ? undefined : readModuleId(id)
    if (!module) return undefined
    const { config, inputs, diagnostics: own } = load()
    const targets = selectTargets(module.name, config?.instrument ?? [])
    if (module.isPackage && targets.length === 0) return undefined
    for (const { text } of targets) seen.add(text)
    if (!config) return { file: module.file, code: undefined, map: null, diagnostics: own, inputs }
    if (module.isComponent && config.mode === 'on' && !isSelective(config.selection)) return undefined
    const result = transformSource(text, module.name, { ...config, renderer: session.renderer })
    instrumented ||= isInstrumented(result)
    const { code, map, diagnostics } = result
    return { file: module.file, code: code === text ? undefined : code, map, diagnostics, inputs }
  }

  function resolve(specifier: string, importer: string | undefined): Diagnostic | undefined {
    if (session.isIdle || !RUNTIME_MODULE.test(specifier)) return undefined
    if (importer === undefined || PACKAGE_IDS.test(importer)) return undefined
    instrumented = true
    const { config } = load()
    return config?.mode === 'off' ? reportSurvivor(importer, specifier) : undefined
  }

  function finish(): readonly Diagnostic[] {
    const { config, diagnostics, instrumentedFiles } = load()
    if (!config || hasErrors(diagnostics) || !session.seesAll || options.silent) return []
    const isBare = !instrumented && instrumentedFiles.length === 0
    return [...(isBare ? [reportNothingMatched()] : []), ...reportUnseen(config, seen)]
  }
}

/** Sessions by what a host makes once for a build: a compiler, or resolved options. */
const claims = new WeakMap<object, Session>()

/** The first session to come does the work of a build; a plugin that is listed twice works once. */
export function claimBuild(build: object, session: Session): void {
  if (!claims.has(build)) claims.set(build, session)
  session.isIdle = claims.get(build) !== session
}

function stampOf({ root }: Session, { inputs, instrumentedFiles }: Project): string {
  const files = [...inputs, ...instrumentedFiles].map(stampFile)
  return [root, process.env.TELESCOPIC, process.env.NODE_ENV, ...files].join('\0')
}

function stampFile(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'missing'
}

/** Words of which a file that uses us holds at least one, known before the project is: for filters that hosts run. */
export function listFilterWords({ generated = 'telescopic', modules = [] }: TelescopicOptions): string[] {
  const names = Array.isArray(modules) ? modules : []
  const bases = names.map((name) =>
    basename(
      String(name)
        .replace(/\.[cm]?[jt]sx?$/, '')
        .replace(/[\\/]index$/, ''),
    ),
  )
  return [...new Set(['telescopic', String(generated), ...bases])]
}
