import { basename } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { cutEdits } from '../cut.ts'
import type { TransformResult } from '../transform.ts'

/**
 * Adds the map that esbuild folds into its own. Blanks keep every position, so that only a build which shows the source
 * in its map needs one: without it `sourcesContent` would be the blanked text.
 */
export function withMap(
  text: string,
  path: string,
  { code, map, edits }: TransformResult,
  options: BuildOptions,
): string {
  if (!options.sourcemap || edits.length === 0) return code
  if (!map && options.sourcesContent === false) return code
  // Without edits it is the map of a text in which nothing has moved.
  const { mappings, names, version } = map ?? cutEdits(text, path, []).map
  const inline = { version, sources: [basename(path)], sourcesContent: [text], names, mappings }
  const encoded = Buffer.from(JSON.stringify(inline)).toString('base64')
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}`
}
