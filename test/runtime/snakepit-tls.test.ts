import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createReceiver, type WorkerAddress } from '../../runtime/capture/receiver.ts'
import { grpcReporter } from '../../runtime/reporters/grpc.ts'
import { event } from './snakepit.ts'

/** `TELESCOPIC_REAL=1` makes certificates by openssl, and lets both ends check each other's. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-tls-'))
  const closers: (() => unknown)[] = []
  afterAll(() => rmSync(folder, { recursive: true, maxRetries: 10 }))
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const pem = (name: string): { cert: string; key: string; ca: string } => {
    return { cert: read(`${name}.crt`), key: read(`${name}.key`), ca: read('ca.crt') }
  }

  beforeAll(() => {
    const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    for (const ca of ['ca', 'other']) {
      openssl('req', '-x509', ...ec, '-keyout', `${ca}.key`, '-out', `${ca}.crt`, '-subj', `/CN=${ca}`, '-days', '2')
    }
    writeFileSync(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1')
    for (const [name, ca] of [
      ['worker', 'ca'],
      ['host', 'ca'],
      ['stranger', 'other'],
    ] as const) {
      openssl('req', ...ec, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      const signing = ['-CA', `${ca}.crt`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-extfile', 'san', '-days', '2']
      openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.crt`)
    }
  })

  async function tryToReceive(listen: Parameters<typeof grpcReporter>[0], dial: Partial<WorkerAddress>) {
    const reporter = grpcReporter(listen)
    closers.push(() => reporter.shutdown?.())
    reporter.recordBatch?.([event('a')])
    const names: string[] = []
    const breaks: string[] = []
    const receiver = createReceiver({
      onEvent: ({ name }) => names.push(name),
      onBreak: (_, reason) => breaks.push(reason),
      openTimeoutMs: 1500,
    })
    closers.push(() => receiver.close())
    receiver.registerWorker({ workerId: 'w', address: await reporter.address, ...dial })
    await vi.waitFor(() => expect(names.length + breaks.length).toBeGreaterThan(0), { timeout: 30_000 })
    return names.includes('a')
  }

  it('of both sides lets in who has a certificate', async () => {
    expect(await tryToReceive({ tls: pem('worker') }, { tls: pem('host') })).toBe(true)
  })

  it('refuses a stranger, and one without a certificate', async () => {
    const stranger = { ...pem('stranger'), ca: read('ca.crt') }
    expect(await tryToReceive({ tls: pem('worker') }, { tls: stranger })).toBe(false)
    expect(await tryToReceive({ tls: pem('worker') }, { tls: { ca: read('ca.crt') } })).toBe(false)
  })

  it('is not dialled where the worker is not who it should be, or in the clear', async () => {
    expect(await tryToReceive({ tls: pem('worker') }, { tls: { ...pem('host'), ca: read('other.crt') } })).toBe(false)
    expect(await tryToReceive({ tls: pem('worker') }, {})).toBe(false)
  })

  it('of one side goes with a token', async () => {
    const { cert, key } = pem('worker')
    const ca = { ca: read('ca.crt') }
    expect(await tryToReceive({ tls: { cert, key }, token: 't' }, { tls: ca, token: 't' })).toBe(true)
    expect(await tryToReceive({ tls: { cert, key }, token: 't' }, { tls: ca, token: 'u' })).toBe(false)
  })
})
