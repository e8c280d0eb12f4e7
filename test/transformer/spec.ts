import { readdirSync, readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { parseCatalog } from '../../catalog/index.ts'
import type { Catalog } from '../../catalog/model.ts'

/** A behaviour of the transformer: a program, and the same program as if nobody had ever instrumented it. */
export interface Spec {
  readonly name: string
  /** @default 'input.ts' */
  readonly file?: string
  readonly code: string
  readonly twin: string
  /** What `log` is called with, in order; arguments joined by `|`. */
  readonly trace?: readonly unknown[]
  /** The program ends with an error. */
  readonly throws?: boolean
  /** `false` where the program asks `tele.enabled`, so that the two builds differ by intention. @default true */
  readonly sameTrace?: boolean
  /** `false` where the program cannot run without the transformer. @default true */
  readonly onMode?: boolean
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
