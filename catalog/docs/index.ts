export { printMarkdown } from './markdown.ts'
export { printSite, type ScopeCall, type SiteOptions } from './site.ts'
