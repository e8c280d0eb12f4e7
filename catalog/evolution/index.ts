export type { Change } from './change.ts'
export { compareCatalogs } from './compare.ts'
export { nameCategory, renderChanges, renderChangesMarkdown, splitChanges } from './render.ts'
export { CATEGORIES, type Category } from './rules.ts'
