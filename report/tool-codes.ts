import type { CodeEntry } from './codes.ts'

/** The part of the table of codes that is about the tools around a catalog. */
export type ToolCode =
  | 'diff-source'
  | 'rename-torn'
  | 'rename-sources'
  | 'rename-elsewhere'
  | 'import-source'
  | 'migrate-format'

export const TOOL_CODES: Readonly<Record<ToolCode, CodeEntry>> = {
  'diff-source': {
    severity: 'error',
    title: 'A catalog to compare cannot be read',
    help: 'Each side of `telescopic diff` is a file, `revision:path` of git, or the name of an installed package.',
  },
  'rename-torn': {
    severity: 'error',
    title: 'A name that would lose its span',
    help: 'The call names a metric relative to its span, and only one of the two would get another name.',
  },
  'rename-sources': {
    severity: 'error',
    title: 'No sources to rename in',
    help: 'The folder or file that `telescopic rename` looks for calls in does not exist.',
  },
  'rename-elsewhere': {
    severity: 'error',
    title: 'A name that is not written in the catalog',
    help: 'The scope is published by a package, or one of several that a name with placeholders stands for: there is no entry that could get another name.',
  },
  'import-source': {
    severity: 'error',
    title: 'A file to import cannot be read',
    help: 'What `telescopic import` is given does not exist, is not YAML, or has nothing of the format.',
  },
  'migrate-format': {
    severity: 'error',
    title: 'A format that cannot be migrated',
    help: '`telescopic migrate` brings a catalog of an older format to the one that this version reads. It knows none that is newer.',
  },
}
