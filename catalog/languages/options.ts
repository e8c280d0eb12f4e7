import type { Diagnostic } from '../../report/index.ts'

/** The languages beside TypeScript that a catalog is printed in. */
export const LANGUAGES = ['python', 'elixir', 'json', 'markdown'] as const
export type Language = (typeof LANGUAGES)[number]

/** The module that Elixir code is put into, unless another is named. */
export const ELIXIR_MODULE = 'Telescopic.Naming'

export interface LanguageOptions {
  readonly language: Language
  /** Text that the catalog was read from; its hash stands in the header. */
  readonly source: string
  /** Name of the Elixir module. @default 'Telescopic.Naming' */
  readonly module?: string
}

/** The printed files by name, or the names that the language cannot say. */
export interface LanguageResult {
  readonly files: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}
