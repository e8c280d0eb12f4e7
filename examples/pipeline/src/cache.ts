import { createHash } from 'node:crypto'
import { tele } from 'telescopic'
import { CacheTier } from './telescopic.gen/names.js'

interface CacheOptions {
  /** How many values the first tier holds. */
  readonly recent: number
  /** Called when a value leaves the first tier for the second. */
  readonly onEvict: () => void
}

/** Keeps values by the hash of what they were made from: a small tier of recent ones before a large one. */
export class AnswerCache<Value> {
  readonly #recent = new Map<string, Value>()
  readonly #older = new Map<string, Value>()
  readonly #options: CacheOptions

  constructor(options: CacheOptions) {
    this.#options = options
  }

  get(key: string): Value | undefined {
    const recent = this.#recent.get(key)
    if (recent !== undefined) {
      tele.count('cache.hit', 1, { cache_tier: CacheTier.RECENT })
      this.set(key, recent)
      return recent
    }
    const older = this.#older.get(key)
    if (older !== undefined) {
      tele.count('cache.hit', 1, { cache_tier: CacheTier.OLDER })
      this.set(key, older)
      return older
    }
    tele.count('cache.miss')
    return undefined
  }

  /** Makes a value the most recent one. A `Map` keeps the order of insertion, so its first key is the oldest. */
  set(key: string, value: Value): void {
    this.#older.delete(key)
    this.#recent.delete(key)
    this.#recent.set(key, value)
    for (const [oldest, evicted] of this.#recent) {
      if (this.#recent.size <= this.#options.recent) break
      this.#recent.delete(oldest)
      this.#older.set(oldest, evicted)
      this.#options.onEvict()
    }
    tele.gauge('cache.size', this.#recent.size, { cache_tier: CacheTier.RECENT })
    tele.gauge('cache.size', this.#older.size, { cache_tier: CacheTier.OLDER })
  }
}

/** Hashes the parts of a prompt; the zero byte keeps `['ab', 'c']` and `['a', 'bc']` apart. */
export function contentKey(...parts: string[]): string {
  return tele('cache.key', () => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16))
}
