import { readdirSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { parseCatalog } from '../../catalog/index.ts'
import type { Catalog } from '../../catalog/model.ts'
import { readBarrels } from '../../transformer/barrels.ts'
import { toModulePath } from '../../transformer/modules.ts'
import { createConfig, GENERATED_FOLDER, type TransformConfig } from '../../transformer/options.ts'
import { EVERYTHING, type Selection } from '../../transformer/selection.ts'
import type { PrinterName } from './printers.ts'

/** A program, and the same program as if nobody had ever instrumented it. */
export interface Pair {
  readonly code: string
  readonly twin: string
}

/** A behaviour of the transformer: a pair, or a program with the faults that it gets in both modes. */
export interface Spec {
  readonly name: string
  /** Cases of `test/fixtures/erasure-cases.txt` that the row stands for. */
  readonly covers?: readonly string[]
  /** @default 'input.ts' */
  readonly file?: string
  readonly code: string
  /** Every row has a `twin` or `faults`. */
  readonly twin?: string
  /** `code line:column` of every fault, in order. */
  readonly faults?: readonly string[]
  /** Other modules of the program, by the path or the specifier that imports them. */
  readonly files?: Readonly<Record<string, Pair>>
  /** The option `modules`: modules of the program that pass `tele` on. */
  readonly modules?: readonly string[]
  /** The row is of a build with telemetry that drops some scopes; the twin has what stays. */
  readonly selection?: Partial<Selection>
  /** `legacy` are those of `experimentalDecorators`. */
  readonly decorators?: 'legacy'
  /** What `log` is called with, in order; arguments joined by `|`. */
  readonly trace?: readonly unknown[]
  /** The program ends with an error. */
  readonly throws?: boolean
  /** `false` where the program asks `tele.enabled`, so that the two builds differ by intention. @default true */
  readonly sameTrace?: boolean
  /** `false` where the program cannot run without the transformer. @default true */
  readonly onMode?: boolean
  /** Checks that do not apply, each with its reason. */
  readonly exempt?: Readonly<Partial<Record<PrinterName | 'chained map' | 'run', string>>>
  /** Why the row fails for now. It must go on to fail; when it does not, the key goes. */
  readonly todo?: string
}

const folder = new URL('../specs/', import.meta.url)

/** The catalog that all specs share. */
export const catalog: Catalog = readSpecCatalog()

function readSpecCatalog(): Catalog {
  const parsed = parseCatalog(readFileSync(new URL('scopes.yaml', folder), 'utf8'), 'scopes.yaml')
  if (parsed.diagnostics.length > 0)
    throw new Error(`the catalog of the specs has faults: ${JSON.stringify(parsed.diagnostics)}`)
  return parsed.catalog
}

/** The specs by file. */
export function readSpecs(): { file: string; specs: Spec[] }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'scopes.yaml')
    .map((file) => ({ file, specs: load(readFileSync(new URL(file, folder), 'utf8')) as Spec[] }))
}

export function nameOf(spec: Spec): string {
  return spec.file ?? 'input.ts'
}

/** The pairs of a row by file, its entry first. */
export function pairsOf(spec: Spec): ReadonlyMap<string, Pair> {
  return new Map([[nameOf(spec), { code: spec.code, twin: spec.twin ?? '' }], ...Object.entries(spec.files ?? {})])
}

/** What the core is told for a row. */
export function configOf(spec: Spec, mode: 'on' | 'off'): TransformConfig {
  const modules = spec.modules ?? []
  const files = Object.entries(spec.files ?? {})
  const sources = modules.map((file) => ({
    file,
    text: files.find(([name]) => toModulePath(name) === file)?.[1].code ?? '',
  }))
  const resolveAlias = (name: string): string | undefined => (modules.includes(name) ? toModulePath(name) : undefined)
  const { barrels } = readBarrels(sources, { generated: GENERATED_FOLDER, resolveAlias })
  const selection = { ...EVERYTHING, ...spec.selection }
  return createConfig({ mode: spec.selection ? 'on' : mode, catalog, barrels, resolveAlias, selection })
}
