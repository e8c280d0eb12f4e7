import { dirname, resolve } from 'node:path'
import { isFile } from '../../catalog/index.ts'

/**
 * Tells which files a text imports by relative paths, as far as `known` does not have them. A guess by spelling: the
 * compiler's own list says later whether it was right.
 */
export function findImported(text: string, file: string, known: ReadonlySet<string>): string[] {
  const folder = dirname(file)
  return [...text.matchAll(RE_RELATIVE)].flatMap((match) => {
    const candidates = listCandidates(resolve(folder, match[1] ?? match[2]!))
    if (candidates.some((candidate) => known.has(candidate))) return []
    return candidates.find(isFile) ?? []
  })
}

const RE_RELATIVE = /\b(?:from|import|require)\s*(?:\(\s*)?(?:'(\.[^'\n]*)'|"(\.[^"\n]*)")/g

/** `./a.js` is how TypeScript spells `./a.ts`. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
}

function listCandidates(path: string): string[] {
  const ending = /\.[cm]?jsx?$/.exec(path)?.[0]
  if (ending) return SPELLINGS[ending]!.map((other) => path.slice(0, -ending.length) + other)
  if (/\.(?:json|[cm]?tsx?)$/.test(path)) return [path]
  return ['.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx', '/index.d.ts'].map((other) => path + other)
}
