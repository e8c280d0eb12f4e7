import remapping, { type EncodedSourceMap } from '@jridgewell/remapping'
import type ts from 'typescript'
import type { EditedFile } from './tsc-program.ts'

const INLINE_MAP = /^(\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]+)$/m

/** Corrects one emitted text: a map file, or the map inside a JavaScript file. Anything else is returned as it is. */
export function correctMap(fileName: string, text: string, file: EditedFile, options: ts.CompilerOptions): string {
  if (!file.map && !options.inlineSources) return text
  if (fileName.endsWith('.map')) return correct(text, file)
  return text.replace(INLINE_MAP, (_, head: string, encoded: string) => {
    const corrected = correct(Buffer.from(encoded, 'base64').toString('utf8'), file)
    return head + Buffer.from(corrected).toString('base64')
  })
}

function correct(json: string, file: EditedFile): string {
  const emitted = JSON.parse(json) as EncodedSourceMap
  const { mappings, names } = file.map ? compose(emitted, file.map) : emitted
  const contents = emitted.sourcesContent ? { sourcesContent: [file.original] } : {}
  return JSON.stringify({ ...emitted, names, mappings, ...contents })
}

/** The emitted map leads to the edited text; the file's own map leads from there to the original. */
function compose(
  emitted: EncodedSourceMap,
  own: NonNullable<EditedFile['map']>,
): { mappings: string; names: string[] } {
  const { mappings, names } = remapping(emitted, (_, { depth }) =>
    depth === 1 ? ({ ...own, file: undefined } as unknown as EncodedSourceMap) : null,
  )
  return { mappings: mappings as string, names }
}
