export { ELIXIR_MODULE, LANGUAGES, type Language, type LanguageOptions, type LanguageResult } from './options.ts'
export { printLanguage } from './print.ts'
