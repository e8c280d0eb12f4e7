import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { createReceiver } from '../../runtime/capture/receiver.ts'
import { isTruthy } from '../../runtime/truthy.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { readVectors } from './snakepit.ts'

/** `TELESCOPIC_BACKEND`: where records go without a line of code. */

const fixture = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const register = fixture('../../runtime/reporters/register.ts')
const app = fixture('../fixtures/runtime/register-app.ts')
const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function run(
  env: Record<string, string>,
  how: readonly string[] = ['--import', register],
): Promise<{ code: number; out: string; err: string }> {
  const { TELESCOPIC: _, DEBUG: __, FORCE_COLOR: ___, ...rest } = process.env
  return new Promise((resolve) => {
    const options = { env: { ...rest, NO_COLOR: '1', ...env }, timeout: 60_000 }
    execFile(process.execPath, [...how, app], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err })
    })
  })
}

describe('TELESCOPIC_BACKEND', () => {
  it('stderr: lines of telemetry', async () => {
    const { code, out, err } = await run({ TELESCOPIC: '1', TELESCOPIC_BACKEND: 'stderr' })
    const names = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.slice('TELEMETRY:'.length)).event)
    expect([code, out]).toEqual([0, 'done\n'])
    expect(names.filter((name) => !name.endsWith('.start'))).toEqual(['registered.span.stop', 'registered.event'])
  })

  it('console: lines for people', async () => {
    const { err } = await run({ TELESCOPIC: '1', TELESCOPIC_BACKEND: 'console' })
    expect(err).toMatch(/^span registered\.span .*\nevent registered\.event n=1\n$/)
  })

  it('grpc: a worker that dials', async () => {
    const names: string[] = []
    const receiver = createReceiver({ onEvent: ({ name }) => names.push(name) })
    closers.push(() => receiver.close())
    const address = await receiver.listen({ address: '127.0.0.1:0', token: 't' })
    const { code, err } = await run({
      TELESCOPIC: '1',
      TELESCOPIC_BACKEND: 'grpc',
      TELESCOPIC_GRPC_DIAL: address,
      TELESCOPIC_GRPC_TOKEN: 't',
    })
    expect([code, err]).toEqual([0, ''])
    await vi.waitFor(() => expect(names).toContain('registered.event'), { timeout: 10_000 })
  })

  it.each(['none', ''])('%j: nothing', async (name) => {
    expect(await run({ TELESCOPIC: '1', TELESCOPIC_BACKEND: name })).toEqual({ code: 0, out: 'done\n', err: '' })
  })

  it('without the flag: nothing', async () => {
    expect(await run({ TELESCOPIC_BACKEND: 'stderr' })).toEqual({ code: 0, out: 'done\n', err: '' })
  })

  it.each(['Stderr', '__proto__', 'statsd'])('%s is told once, with what it may be', async (name) => {
    const { code, err } = await run({ TELESCOPIC: '1', TELESCOPIC_BACKEND: name })
    expect(code).toBe(0)
    expect(err).toBe(
      `TELESCOPIC_BACKEND is \`${name}\`, which is none of stderr, console, grpc, none. Records go nowhere by it.\n`,
    )
  })

  it('what is wrong with an address is told, and the program goes on', async () => {
    const { code, out, err } = await run({
      TELESCOPIC: '1',
      TELESCOPIC_BACKEND: 'grpc',
      TELESCOPIC_GRPC_LISTEN: '0.0.0.0:1',
    })
    expect([code, out]).toEqual([0, 'done\n'])
    expect(err).toContain('TELESCOPIC_BACKEND=grpc: To listen at 0.0.0.0:1, beyond this machine, set tls.')
  })
})

describe('the import', () => {
  it('goes when telemetry is compiled out', () => {
    const { catalog } = parseCatalog('telescopic: 1\nscopes: {}\n', 'scopes.yaml')
    const text = "import 'telescopic/register'\nimport 'telescopic/stderr'\nconsole.log(1)\n"
    const { code, diagnostics } = transformSource(text, 'a.ts', createConfig({ mode: 'off', catalog }))
    expect(diagnostics).toEqual([])
    expect(code?.trim()).toBe('console.log(1)')
  })
})

describe('S38 settings', () => {
  const { truthy } = readVectors<{ truthy: [string, boolean][] }>('elixir-misc')
  // `1.0` is no integer to Elixir, and is one to JavaScript, which cannot tell it from 1.
  const rows = truthy.filter(([text]) => text !== '1.0')
  it.each(rows)('S38 %s says %s', (text, expected) => {
    expect(isTruthy(text === 'nil' ? undefined : JSON.parse(text))).toBe(expected)
  })
})
