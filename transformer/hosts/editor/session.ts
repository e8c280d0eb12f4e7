import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type ts from 'typescript'
import { type Catalog, loadCatalog, type Scope } from '../../../catalog/index.ts'
import { hasErrors } from '../../../report/index.ts'
import { createConfig, GENERATED_FOLDER, type TransformConfig } from '../../options.ts'
import { analyzeSource } from '../../transform.ts'

/** The entry of `plugins` in a tsconfig. */
export interface EditorConfig {
  readonly name?: string
  /** Path of the catalog from the folder of the tsconfig. @default 'scopes.yaml' */
  readonly catalog?: string
  /** Name of the folder of generated files. @default 'telescopic.gen' */
  readonly generated?: string
}

/** The name of a scope in a call: a string literal, by its range with the quotes. */
export interface NamedScope {
  readonly scope: Scope
  readonly start: number
  readonly length: number
}

/** What the plugin asks, of one project. */
export interface EditorSession {
  readonly catalog: () => Catalog | undefined
  readonly findName: (file: string, position: number) => NamedScope | undefined
  readonly listNames: (file: string) => readonly NamedScope[]
  readonly getSourceFile: (file: string) => ts.SourceFile | undefined
  readonly toPath: (shown: string) => string
  /** Gives nothing where the answer fails, and logs it: an editor without us is better than one that has stopped. */
  readonly guard: <Answer>(answer: () => Answer) => Answer | undefined
}

/**
 * Answers from the catalog on disk, read again when one of its files has changed, and from the analysis that the
 * compiler of telemetry makes: names are found by binding, those relative to a span too.
 */
export function createSession(
  typescript: typeof ts,
  info: ts.server.PluginCreateInfo,
  config: EditorConfig,
): EditorSession {
  const root = info.project.getCurrentDirectory()
  const catalog = watchCatalog(resolve(root, config.catalog ?? 'scopes.yaml'), (message) => log(info, message))
  const known = new Map<
    string,
    { readonly source: ts.SourceFile; readonly catalog: Catalog; readonly names: readonly NamedScope[] }
  >()
  const getSourceFile = (file: string): ts.SourceFile | undefined =>
    info.languageService.getProgram()?.getSourceFile(file)
  const listNames = (file: string): readonly NamedScope[] => {
    const [source, current] = [getSourceFile(file), catalog()]
    if (!source || !current) return []
    const cached = known.get(file)
    if (cached && cached.source === source && cached.catalog === current) return cached.names
    const names = findNames(
      typescript,
      source,
      createConfig({ mode: 'on', catalog: current, generated: config.generated ?? GENERATED_FOLDER }),
    )
    known.set(file, { source, catalog: current, names })
    return names
  }
  return {
    catalog,
    listNames,
    getSourceFile,
    findName: (file, position) =>
      listNames(file).find(({ start, length }) => start <= position && position <= start + length),
    toPath: (shown) => resolve(root, shown).replaceAll('\\', '/'),
    guard: (answer) => {
      try {
        return answer()
      } catch (error) {
        log(info, error instanceof Error ? (error.stack ?? error.message) : String(error))
        return undefined
      }
    },
  }
}

function log({ project }: ts.server.PluginCreateInfo, message: string): void {
  project.projectService.logger.info(`telescopic: ${message}`)
}

/** The literals that name a scope: the first argument of a call that the analysis knows. */
function findNames(typescript: typeof ts, source: ts.SourceFile, config: TransformConfig): NamedScope[] {
  const { uses } = analyzeSource(source.text, source.fileName, config)
  const scopes = new Map(uses.map(({ place, scope }) => [`${place.start} ${place.end}`, scope]))
  const found: NamedScope[] = []
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) {
      const name = scopes.get(`${node.getStart(source)} ${node.getEnd()}`)
      const scope = name === undefined ? undefined : config.catalog.scopes.get(name)
      const literal = node.arguments[0]
      if (scope && literal && typescript.isStringLiteralLike(literal)) {
        const start = literal.getStart(source)
        found.push({ scope, start, length: literal.getEnd() - start })
      }
    }
    typescript.forEachChild(node, visit)
  }
  if (scopes.size > 0) visit(source)
  return found
}

/** Reads the catalog when it is first asked for, and again when a file of it has another time or size. */
function watchCatalog(path: string, tell: (message: string) => void): () => Catalog | undefined {
  let stamp: string | undefined
  let files: readonly string[] = [path]
  let catalog: Catalog | undefined
  return () => {
    const now = files.map(stampOf).join(' ')
    if (now === stamp) return catalog
    const loaded = loadCatalog(path, path)
    files = 'files' in loaded ? loaded.files : [path]
    stamp = files.map(stampOf).join(' ')
    // While somebody types, the catalog is broken now and then: the last one that was whole goes on answering.
    if (loaded.catalog && !hasErrors(loaded.diagnostics)) catalog = loaded.catalog
    else tell(loaded.diagnostics.map(({ message }) => message).join(' '))
    return catalog
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs}:${stats.size}` : '-'
}
