import type { Place } from '../../report/index.ts'
import type { Catalog } from '../model.ts'
import { toDocLine } from './escape.ts'
import { baseName, showSource } from './path.ts'

/** The forms of naming enums: TypeScript's, or objects that `erasableSyntaxOnly` allows. */
export const ENUM_FORMS = ['enum', 'const'] as const
export type EnumForm = (typeof ENUM_FORMS)[number]

/** How imports between generated files end. TypeScript finds `types.ts` for `./types.js` too. */
export const IMPORT_EXTENSIONS = ['.js', '.ts', ''] as const
export type ImportExtension = (typeof IMPORT_EXTENSIONS)[number]

export interface PrintOptions {
  /** Text that the catalog was read from; its hash stands in the headers. */
  readonly source: string
  /** @default 'enum' */
  readonly enums?: EnumForm
  /** @default '.js' */
  readonly importExtension?: ImportExtension
}

export interface PrintOptionsResolved extends Required<PrintOptions> {
  /** Name of the catalog file without its folder. */
  readonly sourceName: string
  /** Names the line of a place, for `@see`. */
  readonly showLine: (place: Place) => string
  /** The command that writes the same bytes again. */
  readonly command: string
}

export function resolvePrintOptions(catalog: Catalog, options: PrintOptions): PrintOptionsResolved {
  const { source, enums = 'enum', importExtension = '.js' } = options
  const flags = [
    enums === 'enum' ? '' : ` --enums ${enums}`,
    importExtension === '.js' ? '' : ` --import-extension ${importExtension || 'none'}`,
  ]
  const showLine = ({ file, line }: Place): string => `${toDocLine(showSource(catalog, file))}#L${line}`
  const command = `telescopic generate${flags.join('')}`
  return { source, enums, importExtension, sourceName: baseName(catalog.file), showLine, command }
}
