import { createHash } from 'node:crypto'
import type { Session } from './session.ts'

/**
 * What a cache on disk has to know of a build: it holds transformed modules by their sources, and gives those of another
 * mode, catalog or set of options otherwise.
 */
export function createCacheKey(session: Session, own = ''): string {
  const { config, catalogText = '' } = session.load()
  const parts = [own, config?.mode ?? '', catalogText, JSON.stringify(session.options)]
  return createHash('sha256').update(parts.join('\0')).digest('hex')
}
