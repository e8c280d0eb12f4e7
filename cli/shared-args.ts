import { GENERATED_FOLDER } from '../transformer/options.ts'

/** Arguments that several commands have. */

export const CATALOG_ARG = {
  type: 'string',
  valueHint: 'file',
  default: 'scopes.yaml',
  description: 'Catalog with the names',
} as const

export const GENERATED_ARG = {
  type: 'string',
  valueHint: 'name',
  default: GENERATED_FOLDER as typeof GENERATED_FOLDER,
  description: 'Name of the folder of generated files',
} as const
