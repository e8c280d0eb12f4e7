export { CHECKS, type Check, checkCatalog } from './checks.ts'
export type { CheckContext } from './context.ts'
export type { Change } from './evolution/change.ts'
export { compareCatalogs } from './evolution/compare.ts'
export { nameCategory, renderChanges, renderChangesMarkdown, splitChanges } from './evolution/render.ts'
export { CATEGORIES, type Category } from './evolution/rules.ts'
export {
  ELIXIR_MODULE,
  LANGUAGES,
  type Language,
  type LanguageOptions,
  type LanguageResult,
} from './languages/options.ts'
export { printLanguage } from './languages/print.ts'
export { loadText } from './load.ts'
export * from './model.ts'
export { type ParseResult, parseCatalog } from './parse.ts'
export {
  ENUM_FORMS,
  type EnumForm,
  IMPORT_EXTENSIONS,
  type ImportExtension,
  type PrintOptions,
} from './print/options.ts'
export { printCatalog } from './print.ts'
export { type ReadResult, readCatalog } from './read.ts'
export { compareFiles, type FileSystem, type WriteResult, writeFiles } from './write.ts'
export { MAX_TEXT } from './yaml.ts'
