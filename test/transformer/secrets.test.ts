import { expect, test } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'

/** What must not be told is told while compiling, in builds of both kinds. */

const CATALOG = `telescopic: 1
attributes:
  password: { type: string, privacy: secret, brief: What nobody may read. }
  card: { type: string, privacy: secret, scrub: hash, brief: Number of a card. }
  name: { type: string, privacy: personal, brief: A name. }
scopes:
  login: { kind: span, brief: A login., attributes: { password: opt_in, card: opt_in, name: opt_in } }
`

function check(code: string, mode: 'on' | 'off'): string[] {
  const { catalog } = parseCatalog(CATALOG, 'scopes.yaml')
  const { diagnostics } = transformSource(code, 'a.ts', createConfig({ mode, catalog: catalog! }))
  return diagnostics.map(({ code, message, place }) => `${place!.line}:${place!.column} ${code} ${message}`)
}

const PROGRAM = `import { tele } from 'telescopic'
export function login(password: string, card: string, name: string) {
  tele('login', { card, name }).end()
  tele('login', {
    name, password }).end()
  const span = tele.start('login')
  span.set({ 'password': password })
  span.end()
}
`

test.each(['on', 'off'] as const)('a secret in a call is an error, telemetry %s', (mode) => {
  expect(check(PROGRAM, mode)).toEqual([
    "5:11 metadata-secret 'password' is a secret, and this call would record it",
    "7:14 metadata-secret 'password' is a secret, and this call would record it",
  ])
})
