import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createControlQueue } from '../../runtime/capture/control-queue.ts'
import { createReceiver } from '../../runtime/capture/receiver.ts'
import { type ControlCommand, findCallFault, findCommandFault } from '../../runtime/control/command.ts'
import { type ControlOptions, createControl } from '../../runtime/control/control.ts'
import { matchGlob } from '../../runtime/control/glob.ts'
import { readVectors } from './snakepit.ts'

/** Rows S15 and S18 to S21, and what a hostile controller can do. */

const sampling = (rate: number, patterns: readonly string[] = []): ControlCommand => ({
  kind: 'sampling',
  rate,
  patterns,
})
const filter = (allow: readonly string[], deny: readonly string[] = []): ControlCommand => ({
  kind: 'filter',
  allow,
  deny,
})
const toggle = (enabled: boolean): ControlCommand => ({ kind: 'toggle', enabled })

/** A control with a clock that is moved by hand, and chance that is the same each time. */
function controlled(options: Partial<ControlOptions> = {}) {
  let nowS = 100
  let state = 7
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const control = createControl({ now: () => nowS, random, ...options })
  return {
    ...control,
    pass: (seconds: number) => {
      nowS += seconds
    },
    say: (command: ControlCommand | undefined, epoch = 0, ttlMs = 0) => control.apply({ command, epoch, ttlMs }),
    keeps: (name: string, id?: string) => control.refuses(name, id, true) === undefined,
  }
}

function countKept({ keeps }: { readonly keeps: (name: string) => boolean }, name: string): number {
  return Array.from({ length: 10_000 }, () => keeps(name)).filter(Boolean).length
}

/** Four standard deviations of a binomial distribution: chance breaks it once in sixteen thousand runs, and ours is seeded. */
function expectShare(kept: number, rate: number): void {
  const spread = 4 * Math.sqrt(10_000 * rate * (1 - rate))
  expect(kept).toBeGreaterThanOrEqual(10_000 * rate - spread)
  expect(kept).toBeLessThanOrEqual(10_000 * rate + spread)
}

describe('S20 patterns', () => {
  const { rows, names } = readVectors<{ rows: [string, string][]; names: string[] }>('fnmatch')
  it.each(rows)("S20 %j matches what Python's fnmatch does", (pattern, expected) => {
    expect(names.map((name) => Number(matchGlob(pattern, name))).join('')).toBe(expected)
  })

  it('S20 takes linear time where a RegExp would not come back', () => {
    const name = 'a'.repeat(10_000)
    expect(matchGlob(`${'*a'.repeat(60)}*b`, name)).toBe(false)
    expect(matchGlob(`${'*a'.repeat(60)}*`, name)).toBe(true)
  })

  it('S20 agrees with the meaning spelled out, for any pattern of stars', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }),
        (parts, name) => {
          const oracle = new RegExp(`^${parts.map((text) => text.replaceAll('.', '\\.')).join('.*')}$`)
          expect(matchGlob(parts.join('*'), name)).toBe(oracle.test(name))
        },
      ),
    )
  })

  it.each([
    [['python.*'], ['python.memory.*'], 'python.call.start', true],
    [['python.*'], ['python.memory.*'], 'python.memory.sampled', false],
    [['python.*'], [], 'tool.execution.start', false],
    [[], ['tool.*'], 'tool.execution.start', false],
    [[], ['tool.*'], 'python.call.start', true],
    [['tool.*'], ['tool.*'], 'tool.x', false],
    [['python.*'], [], 'python', false],
    [[], [], 'x', true],
    [['*'], ['*'], 'x', false],
  ])('S20 allow %j, deny %j: deny first, then allow; %s passes: %s', (allow, deny, name, passes) => {
    const control = controlled()
    control.say(filter(allow, deny))
    expect(control.keeps(name)).toBe(passes)
  })
})

describe('S18 rates', () => {
  const { cases } = readVectors<{ cases: { rate: string; stored: string; kept_of_10000_nonmatching_event: number }[] }>(
    'sampling',
  )
  const rows = cases
    .filter(({ rate }) => rate !== 'nan')
    .map(({ rate, stored }) => [Number(rate), Number(stored)] as const)

  it.each(rows)('S18 a rate of %s from a peer counts as %s, and keeps that share', (rate, stored) => {
    const control = controlled()
    expect(control.say(sampling(rate))?.settings.rate).toBe(stored)
    expectShare(countKept(control, 'tool.execution.start'), stored)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'S18 a rate of %s is refused, where the original takes it for 0',
    (rate) => {
      const control = controlled()
      expect(control.say(sampling(rate))).toMatchObject({ accepted: false, reason: 'invalid', settings: { rate: 1 } })
      expect(countKept(control, 'x')).toBe(10_000)
    },
  )

  it('S18 events of one request stay together, and requests are kept at the rate', () => {
    const control = controlled()
    control.say(sampling(0.3))
    const ids = Array.from({ length: 10_000 }, (_, index) => `request-${index}`)
    const kept = ids.filter((id) => control.keeps('a.start', id))
    expectShare(kept.length, 0.3)
    expect(ids.filter((id) => control.keeps('a.stop', id))).toEqual(kept)
  })

  it('S18 counters are never thinned', () => {
    const control = controlled()
    control.say(sampling(0))
    expect(control.refuses('cache.hit', undefined, false)).toBeUndefined()
    expect(control.refuses('tool.execution', undefined, true)).toBe('sampled')
  })

  it('S19 a rate with patterns thins what matches and nothing else', () => {
    const control = controlled()
    control.say(sampling(0.1, ['python.call.*']))
    expectShare(countKept(control, 'python.call.start'), 0.1)
    expect(countKept(control, 'tool.execution.start')).toBe(10_000)
    expect(control.rate('python.call.start')).toBe(0.1)
  })
})

describe('S21 commands', () => {
  it('S21 a filter replaces the one before, an empty message changes nothing', () => {
    const vectors = readVectors<{
      cases: { filter_replaces: object; empty_control_noop: { enabled: boolean; rate: number } }
    }>('control-misc').cases
    const control = controlled()
    control.say(filter(['a']))
    expect(control.say(filter([], ['b']))?.settings).toMatchObject(vectors.filter_replaces)
    expect(control.say(undefined)).toBeUndefined()
    expect(control.settings()).toMatchObject(vectors.empty_control_noop)
  })

  it('S21 a question is answered, and changes nothing', () => {
    const changes: string[] = []
    const control = controlled({ onChange: ({ command }) => changes.push(command) })
    control.say(toggle(false), 7)
    expect(control.say(undefined, 3)).toMatchObject({
      accepted: true,
      command: 'state',
      epoch: 7,
      settings: { enabled: false },
    })
    expect(control.say(toggle(true), 8)?.accepted).toBe(true)
    expect(changes).toEqual(['toggle', 'toggle'])
  })

  it('S21 off is off, and on again', () => {
    const control = controlled()
    control.say(toggle(false))
    expect(control.keeps('x')).toBe(false)
    control.say(toggle(true))
    expect(control.keeps('x')).toBe(true)
  })

  it('S21 accepts() tells an instrument which scopes anybody may still want', () => {
    const control = controlled()
    control.say(filter(['tool.*.stop']))
    expect(control.accepts('tool.execution')).toBe(true)
    expect(control.accepts('cache.hit')).toBe(false)
  })
})

describe('a controller', () => {
  it('can narrow what the program says, and not widen it', () => {
    const control = controlled({ initial: { enabled: false, rate: 0.5, deny: ['secret.*'] } })
    expect(control.say(toggle(true))).toMatchObject({
      accepted: false,
      reason: 'not_allowed',
      settings: { enabled: false },
    })
    expect(control.say(sampling(1))?.settings.rate).toBe(0.5)
    expect(control.say(filter(['*']))?.settings.deny).toEqual(['secret.*'])
    expect(control.rate('x')).toBe(0.5)
    expect(control.keeps('secret.x')).toBe(false)
  })

  it('can widen it where the program allows that', () => {
    const control = controlled({ initial: { enabled: false, deny: ['a'] }, allowRemoteEnable: true })
    expect(control.say(toggle(true))).toMatchObject({ accepted: true, settings: { enabled: true, deny: ['a'] } })
    control.say(filter([]))
    expect(control.keeps('a')).toBe(true)
  })

  it('is forgotten after a while: what the program says counts again', () => {
    const control = controlled({ initial: { rate: 0.5 }, ttlMs: 60_000 })
    control.say(toggle(false))
    control.pass(59)
    expect(control.settings().enabled).toBe(false)
    control.pass(1)
    expect(control.settings()).toMatchObject({ enabled: true, rate: 0.5 })
  })

  it('can ask for a shorter while, and for no longer one', () => {
    const control = controlled({ ttlMs: 60_000 })
    expect(control.say(toggle(false), 0, 1000)?.expiresInMs).toBe(1000)
    expect(control.say(toggle(false), 0, 1e9)?.expiresInMs).toBe(60_000)
  })

  it('does not undo a later command with an earlier one', () => {
    const control = controlled()
    control.say(sampling(0.5), 7)
    expect(control.say(sampling(1), 7)).toMatchObject({
      accepted: false,
      reason: 'stale',
      epoch: 7,
      settings: { rate: 0.5 },
    })
    expect(control.say(sampling(1), 8)).toMatchObject({ accepted: true, epoch: 8 })
  })

  it('is heard ten times a second; a flood is refused once and then ignored', () => {
    const changes: string[] = []
    const control = controlled({ onChange: ({ reason }) => changes.push(reason ?? 'applied') })
    const acks = Array.from({ length: 100_000 }, (_, index) => control.say(toggle(index % 2 === 0)))
    expect(acks.filter((ack) => ack?.accepted)).toHaveLength(10)
    expect(acks.filter((ack) => ack?.silent)).toHaveLength(99_989)
    expect(changes).toEqual([...Array(10).fill('applied'), 'rate_limited'])
    control.pass(0.5)
    expect(Array.from({ length: 20 }, () => control.say(toggle(true))).filter((ack) => ack?.accepted)).toHaveLength(5)
  })

  const tooMany = Array.from({ length: 65 }, (_, index) => `p${index}`)
  it.each([
    [sampling(0.5, ['x'.repeat(129)])],
    [sampling(0.5, tooMany)],
    [filter(tooMany)],
    [filter(tooMany.slice(0, 40), tooMany.slice(0, 40))],
    [filter([1 as unknown as string])],
    [{ kind: 'toggle', enabled: 1 as unknown as boolean } as const],
  ])('is refused: %j', (command) => {
    expect(controlled().say(command)).toMatchObject({ accepted: false, reason: 'invalid' })
    expect(findCommandFault(command)).toMatch(/^(?:A|There)/)
  })

  it('is heard with -0, and at the limits', () => {
    expect(controlled().say(sampling(-0))).toMatchObject({ accepted: true, settings: { rate: 0 } })
    expect(controlled().say(filter(tooMany.slice(0, 64)))).toMatchObject({ accepted: true })
  })
})

describe('S34 a call', () => {
  it.each([-0.1, 1.5, Number.NaN])('S34 with a rate of %s is a mistake that is told', (rate) => {
    expect(findCallFault(sampling(rate))).toMatch(/^A sampling rate is/)
  })
  it.each([0, 0.5, 1])('S34 with a rate of %s is none', (rate) => expect(findCallFault(sampling(rate))).toBeUndefined())
})

describe('S35 the queue of commands', () => {
  afterEach(() => vi.useRealTimers())
  const message = new Uint8Array(1)

  it('S35 sends one after the other; one that does not leave is given up after its time, and the next is tried', async () => {
    vi.useFakeTimers()
    const written: (() => void)[] = []
    const queue = createControlQueue(2000)
    queue.setStream((_, done) => written.push(done))
    const results = [queue.send(message), queue.send(message), queue.send(message)]
    await vi.advanceTimersByTimeAsync(0)
    expect(written).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1999)
    expect(written).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(written).toHaveLength(2)
    await expect(results[0]).resolves.toEqual({ sent: false, reason: 'timeout' })
    written[1]?.()
    await expect(results[1]).resolves.toEqual({ sent: true })
    // Too late: it has been given up, and its answer is nobody's.
    written[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(written).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('S35 without a stream says so at once', async () => {
    await expect(createControlQueue(2000).send(message)).resolves.toEqual({ sent: false, reason: 'not_connected' })
  })

  it('S35 a worker that nobody answers for is given up after five seconds, and tried again', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const breaks: string[] = []
    // It takes connections and never says a word.
    const { port } = server.address() as AddressInfo
    const receiver = createReceiver({
      onEvent: () => {},
      onBreak: (_, reason) => breaks.push(reason),
      openTimeoutMs: 50,
    })
    receiver.registerWorker({ workerId: 'w', address: `127.0.0.1:${port}` })
    await vi.waitFor(() => expect(breaks.length).toBeGreaterThan(1), { timeout: 20_000 })
    receiver.close()
    server.close()
  })
})
