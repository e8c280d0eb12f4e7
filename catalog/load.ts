import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createDiagnostic, type Diagnostic, suggestName } from '../report/index.ts'
import { MAX_TEXT } from './yaml.ts'

/** Reads the text of a catalog, or says why it cannot be read. `shown` is the path as the user wrote it. */
export function loadText(path: string, shown: string): string | Diagnostic {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) return describeFolder(path, shown)
    if (stats.size > MAX_TEXT) {
      return createDiagnostic('yaml-limit', `\`${shown}\` has ${stats.size} bytes; the limit is ${MAX_TEXT}.`)
    }
    return decode(readFileSync(path), shown)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return describeMissing(path, shown)
    if (typeof code !== 'string') throw error
    return createDiagnostic('catalog-unreadable', `\`${shown}\` cannot be read: ${code}.`)
  }
}

/** Decodes strictly: a wrong encoding read leniently gives names nobody wrote. Keeps the byte order mark for the offsets. */
function decode(bytes: Buffer, shown: string): string | Diagnostic {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // `fatal` throws for exactly one reason.
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    const note = isUtf16 ? 'it looks like UTF-16: save it as UTF-8' : 'save it as UTF-8'
    return createDiagnostic('catalog-unreadable', `\`${shown}\` is not UTF-8 text.`, undefined, [note])
  }
}

function describeFolder(path: string, shown: string): Diagnostic {
  const inside = listFolder(path).find((name) => /^scopes\.ya?ml$/.test(name))
  const notes = inside ? [`did you mean \`${shown.replace(/\/$/, '')}/${inside}\`?`] : []
  return createDiagnostic('catalog-unreadable', `\`${shown}\` is a folder.`, undefined, notes)
}

function describeMissing(path: string, shown: string): Diagnostic {
  const near = suggestName(basename(path), listFolder(dirname(path)))
  const note = near
    ? `there is \`${near}\` in the same folder`
    : 'create it, or name another file: `telescopic generate path/to/scopes.yaml`'
  return createDiagnostic('catalog-missing', `There is no file \`${shown}\`.`, undefined, [note])
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    // Only a hint depends on it.
    return []
  }
}
