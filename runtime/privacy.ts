import { builtin } from './host.ts'

/** What may be told of a value, from the catalog's `privacy` key. */
export type PrivacyClass = 'technical' | 'interaction' | 'pseudonymous' | 'personal' | 'sensitive' | 'secret'

/** What the catalog's `scrub` key says is done to a value, whatever its class. */
export type ScrubMode = 'hash' | 'truncate' | 'drop'

/** What is known of a scope beside its name. Generated code gives it; without it, keys are judged by their names. */
export interface SiteDescription {
  readonly privacy?: Readonly<Record<string, PrivacyClass>>
  readonly scrub?: Readonly<Record<string, ScrubMode>>
  /** Which share of its spans or events is recorded; by `key`, those with equal values of that metadata alike. */
  readonly sample?: { readonly rate: number; readonly key?: string | undefined } | undefined
}

/** What happens to values that should not be told. */
export interface PrivacyOptions {
  /** Personal values: left out, or replaced by a keyed hash that is the same for the same value and key. @default 'drop' */
  readonly personal?: 'drop' | 'hash' | 'keep'
  /** The key of the hash. Needed by `personal: 'hash'`; without it, or without Node's crypto, values are left out. */
  readonly hashKey?: string
  /** Withholds texts that look like secrets, whatever their key: credentials in URLs, bearer tokens, keys, JWTs. @default false */
  readonly strict?: boolean
}

/** Gives what may be recorded in place of a value. */
export type Redact = (key: string, value: unknown) => unknown

const WITHHELD = '[withheld]'
const SHOWN = 4

// A number called `tokens` is a count; a text called `token` is a key. So only texts are judged by the name of their key.
const RE_SECRET_KEY = /pass(?:word|wd|phrase)|secret|token|api_?key|authorization|cookie|credential|private_?key/i

const RE_SECRET_TEXT =
  /\/\/[^/\s:@]*:[^/\s@]+@|\bbearer\s+\S|\beyJ[\w-]+\.[\w-]+\.|-----BEGIN|[?&](?:key|token|sig|code|secret|password)=|\b(?:sk|pk|ghp|gho|xox[abp])[-_]\w{10}|\b[A-Za-z0-9+/_-]{40,}={0,2}(?![\w.])/i

/** Withholds what its key says is a secret: all there is, unless the program says more. */
export function withholdByName(key: string, value: unknown): unknown {
  return typeof value === 'string' && RE_SECRET_KEY.test(key) ? WITHHELD : value
}

/** Keys that have been judged. The compiler has seen them: there are as many as the program has words. */
const judged = /* @__PURE__ */ new Map<string, boolean>()

/** The same of a text, for a key that stands in a call. */
export function isSecretKey(key: string): boolean {
  const known = judged.get(key)
  if (known !== undefined) return known
  const isSecret = RE_SECRET_KEY.test(key)
  judged.set(key, isSecret)
  return isSecret
}

/** Where who knows could not say. */
export function withholdAll(): unknown {
  return WITHHELD
}

/** What the catalog says decides before the name of the key does. */
export function planRedaction(options: PrivacyOptions, { privacy, scrub }: SiteDescription = {}): Redact {
  return (key, value) => {
    const mode = find(scrub, key)
    if (mode === 'hash') return hash(options, value)
    if (mode === 'truncate' && typeof value === 'string') return [...value.slice(0, 2 * SHOWN)].slice(0, SHOWN).join('')
    const known = find(privacy, key)
    if (mode !== undefined || known === 'secret' || known === 'sensitive') return WITHHELD
    if (known === 'personal') return redactPersonal(options, value)
    const told = known === undefined ? withholdByName(key, value) : value
    return options.strict && typeof told === 'string' && RE_SECRET_TEXT.test(told) ? WITHHELD : told
  }
}

interface Crypto {
  createHmac(algorithm: string, key: string): { update(text: string): { digest(encoding: string): string } }
}

function find<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}

function redactPersonal(options: PrivacyOptions, value: unknown): unknown {
  const { personal = 'drop' } = options
  return personal === 'keep' ? value : personal === 'hash' ? hash(options, value) : WITHHELD
}

// A plain hash of an address is found by trying addresses; a keyed one is not.
function hash({ hashKey }: PrivacyOptions, value: unknown): unknown {
  const crypto = hashKey === undefined ? undefined : builtin<Crypto>('node:crypto')
  if (crypto === undefined || hashKey === undefined) return WITHHELD
  return crypto.createHmac('sha256', hashKey).update(String(value)).digest('hex').slice(0, 32)
}
