import { execFile, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { grpcReporter } from '../../runtime/reporters/grpc.ts'
import { encodeLine } from '../../runtime/wire/json-line.ts'
import { event } from '../runtime/snakepit.ts'

/** The built command, on a child, on stdin and on a worker. */

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const child = fileURLToPath(new URL('../fixtures/runtime/tail-child.ts', import.meta.url))
const env = {
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  TELESCOPIC: undefined,
  TELESCOPIC_BACKEND: undefined,
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: env as NodeJS.ProcessEnv, timeout: 60_000 }
    execFile(process.execPath, [cli, 'tail', ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    }).stdin?.end()
  })
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

describe('tail -- command', () => {
  it('shows spans as a tree, and lets all else pass', async () => {
    const { code, out, err } = await run('--', process.execPath, child)
    expect(code).toBe(1)
    expect(err).toBe('before\nbetween\nno line feed')
    expect(out.split('\n')).toEqual([
      'stdout 1 stderr',
      '22:13:20.123 0af76519 ┌ run size=3',
      '22:13:20.123 0af76519 │ ┌ run.step',
      '22:13:20.123 0af76519 │ │ • cache.hit value=1 metric_type=counter evil=\\u001b[31mred\\u202e',
      '22:13:20.123 0af76519 │ ✗ run.step 1.5 µs error_type=RangeError',
      '22:13:20.123 0af76519 └ run 1152921504.61 s',
      '',
    ])
  })

  it('prints JSON with nanoseconds exact', async () => {
    const { out } = await run('--json', '--', process.execPath, child)
    const events = out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line))
    expect(events).toHaveLength(5)
    expect(events.at(-1)).toEqual({
      event: 'run.stop',
      measurements: { duration: '1152921504606846976' },
      metadata: {},
      timestamp_ns: '1700000000123456789',
      correlation_id: '0af7651916cd43dd',
    })
  })

  it('says so when there is no such command', async () => {
    expect(await run('--', 'no-such-command-here')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be run'),
    })
  })
})

describe('tail of stdin', () => {
  it('reads what is piped in', async () => {
    const process_ = spawn(process.execPath, [cli, 'tail'], { env: env as NodeJS.ProcessEnv })
    let out = ''
    process_.stdout.on('data', (chunk) => {
      out += chunk
    })
    const wireEvent = { name: 'a.b', measurements: { n: 1 }, metadata: {}, timestampNs: 0n, correlationId: undefined }
    process_.stdin.end(encodeLine(wireEvent).line)
    await new Promise((resolve) => process_.on('close', resolve))
    expect(out).toBe('00:00:00.000 • a.b n=1\n')
  })
})

describe('tail of a worker', () => {
  it('throttles and filters it, and shows what it sends', async () => {
    const reporter = grpcReporter({ token: 'secret' })
    closers.push(() => reporter.shutdown?.())
    const address = await reporter.address
    const ran = run(address, '--token', 'secret', '--sample', '0:noise.*', '--deny', 'secret.*', '--count', '5')
    const asked = (): boolean => !reporter.accepts('secret.x') && reporter.stats().sent >= 3
    while (!asked()) await new Promise((resolve) => setTimeout(resolve, 10))
    reporter.recordBatch?.([event('secret.x'), event('noise.x'), event('open.a'), event('open.b')])
    const { code, out } = await ran
    expect(code).toBe(0)
    const names = out
      .trim()
      .split('\n')
      .map((line) => line.split('• ')[1]?.split(' ')[0])
    expect(names).toEqual(['telescopic.control', 'telescopic.control', 'telescopic.control', 'open.a', 'open.b'])
    expect(out).toContain('command=filter')
  })
})

describe('wrong usage', () => {
  it.each([
    [['--deny', 'x'], '`--deny` is for a worker'],
    [['1', '--sample', '2'], '`--sample` is a rate from 0 to 1, not `2`.'],
    [['1', '--count', 'x'], '`--count` is a number above 0.'],
    [['1', '--', 'node'], 'not both'],
    [['nowhere'], '`nowhere` is no address'],
    [['far.example:1'], 'set tls'],
    [['--toggle', 'maybe'], '`--toggle` is `on` or `off`, not `maybe`.'],
    [['1', '2'], '`2` is one argument too many'],
    [['--josn'], 'Did you mean `--json`?'],
  ])('%j: %s', async (args, sentence) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) })
  })

  it('--help', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    expect(out).toContain('--deny')
  })
})
