export { CHECKS, type Check, checkCatalog } from './checks.ts'
export type { CheckContext } from './context.ts'
export * from './docs/index.ts'
export * from './evolution/index.ts'
export * from './foreign/index.ts'
export { printSchema } from './format/schema.ts'
export { findMatches, isFile } from './glob.ts'
export * from './languages/index.ts'
export type { LintContext } from './lint/rule.ts'
export { lintCatalog, RULES } from './lint.ts'
export { findPackageCatalog, type LoadResult, loadCatalog, loadText } from './load.ts'
export * from './model.ts'
export { type ParseResult, parseCatalog, type ReadResult, readCatalog } from './parse.ts'
export { NO_SOURCES, type SourceFault, type Sources } from './parts.ts'
export { findCommand } from './print/header.ts'
export {
  ENUM_FORMS,
  type EnumForm,
  IMPORT_EXTENSIONS,
  type ImportExtension,
  type PrintOptions,
} from './print/options.ts'
export { printCatalog } from './print.ts'
export { compareFiles, type FileSystem, type WriteResult, writeFiles } from './write.ts'
export { MAX_TEXT } from './yaml.ts'
