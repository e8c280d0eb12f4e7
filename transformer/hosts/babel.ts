import type { TelescopicOptions } from './options.ts'
import { createSession } from './session.ts'
import { tell } from './unplugin-messages.ts'

export type { TelescopicOptions } from './options.ts'

/** The part of a plugin of Babel that there is without its package. */
export interface BabelPlugin {
  readonly name: string
  parserOverride<T extends { readonly sourceFileName?: string }>(
    code: string,
    options: T,
    parse: (code: string, options: T) => unknown,
  ): unknown
}

/**
 * The plugin for Babel, and so for Jest. It takes the parser's place, since Babel's plugins see a tree that others have
 * changed already; blanks keep every token at its place.
 */
export function telescopic(_api: unknown, options: TelescopicOptions = {}, folder?: string): BabelPlugin {
  const session = createSession(options, 'blank')
  session.root = folder ?? session.root
  return {
    name: 'telescopic',
    parserOverride(code, parserOptions, parse) {
      const file = parserOptions.sourceFileName ?? 'unknown.tsx'
      const result = session.transform(code, file)
      const readText = (name: string): string | undefined => (name === file ? code : undefined)
      tell({}, result?.diagnostics ?? [], { root: session.folder(), readText })
      return parse(result?.code ?? code, parserOptions)
    },
  }
}

export default telescopic
