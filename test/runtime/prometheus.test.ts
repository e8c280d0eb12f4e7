import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { prometheusReporter } from '../../runtime/reporters/prometheus.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'
import { readExposition } from './contract/exposition.ts'
import { event, hostileRecords, metric, TEXTS, TRACE, timing } from './contract/hostile-records.ts'

let warned: MockInstance
beforeEach(() => {
  warned = vi.spyOn(console, 'warn').mockReturnValue()
})

/** Samples as lines, `name{key="text"} value`, without those of the exporter. */
function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('telescopic_'))
}

describe('what Prometheus reads', () => {
  it('of each kind', () => {
    const reporter = prometheusReporter({ buckets: { 'pipeline.plan': [0.1, 1], 'payload.bytes': [100] } })
    reporter.recordBatch!([
      metric('counter', 'cache.hit', 2, { tier: 'l1' }),
      metric('counter', 'cache.hit', 3, { tier: 'l1' }),
      metric('counter', 'cache.hit', 1, { tier: 'l2' }),
      metric('gauge', 'queue.depth', 7),
      metric('gauge', 'queue.depth', -2.5),
      metric('histogram', 'payload.bytes', 100),
      metric('histogram', 'payload.bytes', 101),
      timing('pipeline.plan', 0.25),
      event('tool.size', { bytes: 42, name: 7 }, { tool: 'x' }),
    ])
    expect(linesOf(reporter.render()).filter((line) => !/tool_size_\w+_bucket/.test(line))).toEqual([
      'cache_hit_total{tier="l1"} 5',
      'cache_hit_total{tier="l2"} 1',
      'queue_depth -2.5',
      'payload_bytes_bucket{le="100.0"} 1',
      'payload_bytes_bucket{le="+Inf"} 2',
      'payload_bytes_sum 201',
      'payload_bytes_count 2',
      'pipeline_plan_seconds_bucket{le="0.1"} 0',
      'pipeline_plan_seconds_bucket{le="1.0"} 1',
      'pipeline_plan_seconds_bucket{le="+Inf"} 1',
      'pipeline_plan_seconds_sum 0.25',
      'pipeline_plan_seconds_count 1',
      'tool_size_total{tool="x"} 1',
      'tool_size_bytes_sum{tool="x"} 42',
      'tool_size_bytes_count{tool="x"} 1',
      'tool_size_name_sum{tool="x"} 7',
      'tool_size_name_count{tool="x"} 1',
    ])
  })

  it('says in both formats the same, each in its form', () => {
    const reporter = prometheusReporter()
    reporter.recordBatch!([metric('counter', 'a.total', 1, { text: 'a"b\\c\nd' })])
    expect(reporter.render('text')).toContain(
      `# HELP a_total Counter 'a.total'.\n# TYPE a_total counter\na_total{text="a\\"b\\\\c\\nd"} 1\n`,
    )
    expect(reporter.render('openmetrics')).toContain(`# HELP a Counter 'a.total'.\n# TYPE a counter\na_total{`)
    expect(reporter.render('openmetrics')).toMatch(/\n# EOF\n$/)
  })

  it('counts a sampled span for as many as it stands for, and a counter for one', () => {
    const reporter = prometheusReporter()
    const trace = { ...TRACE, sampleRate: 0.3 }
    for (let index = 0; index < 3; index++) reporter.recordBatch!([timing('a', 0.5, {}, trace)])
    reporter.recordBatch!([metric('counter', 'c', 1, {}, trace)])
    expect(linesOf(reporter.render())).toEqual(
      expect.arrayContaining(['a_seconds_sum 5', 'a_seconds_count 10', 'c_total 1']),
    )
  })

  it('keeps sets of labels apart that look alike when they are joined', () => {
    const reporter = prometheusReporter()
    const sets = [
      { a: '1,b:2' },
      { a: '1', b: '2' },
      { a: '1"},b="2' },
      { a: '1\0b:2' },
      { a: '1|b:2' },
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { a: ['1', '2'] },
      { a: ['1,2'] },
      { a: '' },
      {},
    ]
    for (const set of sets) reporter.recordBatch!([metric('counter', 'n', 1, set)])
    const { samples, faults } = readExposition(reporter.render('openmetrics'))
    expect(faults).toEqual([])
    const values = samples.filter(({ name }) => name === 'n_total').map(({ value }) => value)
    // `{a: 1, b: 2}` in three spellings is one set, and an empty label is none.
    expect(values).toEqual([1, 3, 1, 1, 1, 1, 1, 2])
  })

  it('keeps scopes apart that have one name, and tells', () => {
    const reporter = prometheusReporter()
    reporter.recordBatch!([
      metric('counter', 'a.b', 1),
      metric('counter', 'a_b', 2),
      metric('gauge', 'a.b', 3),
      metric('gauge', 'telescopic.recorded', 4),
      metric('histogram', 'h', 5),
      metric('gauge', 'h.count', 6),
      metric('gauge', 'labels', 1, { 'a.b': 'x', a_b: 'y', le: 'z', overflow: 'true' }),
    ])
    const { samples, faults } = readExposition(reporter.render('openmetrics'))
    expect(faults).toEqual([])
    const named = (pattern: RegExp): number[] =>
      samples.filter(({ name }) => pattern.test(name)).map(({ value }) => value)
    expect(named(/^a_b(_[0-9a-f]{8})?_total$/)).toEqual([1, 2])
    expect(named(/^a_b_[0-9a-f]{8}$/)).toEqual([3])
    expect(named(/^telescopic_recorded_[0-9a-f]{8}$/)).toEqual([4])
    expect(named(/^h_count/)).toEqual([1, 6])
    const { labels } = samples.find(({ name }) => name === 'labels')!
    expect([...labels.values()].sort()).toEqual(['true', 'x', 'y', 'z'])
    expect(named(/^telescopic_exporter_renamed_total$/)).toEqual([7])
    expect(warned).toHaveBeenCalledOnce()
  })

  it('puts what is over the limits where it can be seen', () => {
    const reporter = prometheusReporter({ maxSeries: 2, maxMetrics: 2 })
    for (let index = 0; index < 5; index++) reporter.recordBatch!([metric('counter', 'n', 1, { id: index })])
    reporter.recordBatch!([metric('gauge', 'g', 1), metric('gauge', 'third', 1), metric('counter', 'n', -1)])
    reporter.recordBatch!([metric('counter', 'n', NaN)])
    expect(linesOf(reporter.render())).toEqual([
      'n_total{id="0"} 1',
      'n_total{id="1"} 1',
      'n_total{overflow="true"} 3',
      'g 1',
    ])
    expect(reporter.losses).toEqual({ invalid: 2, overflow: 3, maxMetrics: 1, unreadable: 0 })
    expect(reporter.render()).toContain('telescopic_exporter_dropped_total{cause="overflow"} 3\n')
  })

  it('has no label that somebody does not want, and what the runtime lost if somebody does', () => {
    const { tele } = createTestTelemetry({ reporters: [] })
    const reporter = prometheusReporter({ labels: (key) => key !== 'user', stats: () => loosen(tele).stats() })
    reporter.recordBatch!([metric('counter', 'n', 1, { user: 'u', tier: 'l1' })])
    expect(linesOf(reporter.render())).toEqual(['n_total{tier="l1"} 1'])
    expect(reporter.render()).toContain('telescopic_dropped_total{cause="queueFull"} 0\n')
  })

  it('has what still waits for delivery', () => {
    const reporter = prometheusReporter()
    loosen(createTelemetry({ reporters: [reporter], enabled: true })).count('cache.miss')
    expect(reporter.render()).toContain('cache_miss_total 1\n')
  })

  it.each([[[]], [[1, 1]], [[2, 1]], [[NaN]], [['1']], [Array.from({ length: 201 }, (_, index) => index)]])(
    'refuses buckets that are not in order, case %#',
    (buckets) => expect(() => prometheusReporter({ buckets: { a: buckets as number[] } })).toThrow(RangeError),
  )
})

describe('over HTTP', () => {
  const ask = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Loose> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers, method }).then(async (response) => ({
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.text(),
    }))

  it('answers at /metrics in the format that is asked for, and is gone after shutdown', async () => {
    const reporter = prometheusReporter()
    reporter.recordBatch!([metric('gauge', 'g', 1)])
    const { port } = await reporter.listen({ port: 0 })
    const open = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5'
    expect(await ask(port, '/metrics', { accept: open })).toMatchObject({
      status: 200,
      body: reporter.render('openmetrics'),
    })
    expect(await ask(port, '/metrics?x=1')).toMatchObject({
      status: 200,
      type: 'text/plain; version=0.0.4; charset=utf-8',
      body: reporter.render(),
    })
    expect(
      (await ask(port, '/metrics', { accept: 'text/plain;q=0.9,application/openmetrics-text;q=0.1' })).type,
    ).toMatch(/^text/)
    expect((await ask(port, '/metrics', { accept: 'application/openmetrics-text;version=9.0.0' })).type).toMatch(
      /^text/,
    )
    expect((await ask(port, '/')).status).toBe(404)
    expect((await ask(port, '/metrics', {}, 'POST')).status).toBe(405)
    expect(await ask(port, '/metrics', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
    await reporter.shutdown()
    await expect(ask(port, '/metrics')).rejects.toThrow()
  })

  it('says when the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    await expect(prometheusReporter().listen({ port: (other.address() as AddressInfo).port })).rejects.toThrow(
      'EADDRINUSE',
    )
    other.close()
  })
})

/** `TELESCOPIC_REAL=1`: the programs of Debian's package `prometheus`. */
describe.runIf(process.env.TELESCOPIC_REAL === '1')('Prometheus itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'telescopic-prometheus-'))
  const reporter = prometheusReporter({ buckets: { 'pipeline.plan': [0.1, 0.5, 1] }, maxSeries: 20_000 })
  let server: ChildProcess | undefined
  let port = 0

  beforeAll(async () => {
    reporter.recordBatch!([
      ...hostileRecords(),
      ...Array.from({ length: 10_000 }, (_, index) => {
        const text = TEXTS[index % TEXTS.length]!.slice(0, 50)
        return metric('counter', 'many.labels', 1, { text: `${text}${index}${text}` })
      }),
      metric('counter', 'cache.hit', 41, { tier: 'l1' }),
      metric('counter', 'cache.hit', 1, { tier: 'l1' }),
      metric('gauge', 'queue.depth', -7.5),
      ...[0.05, 0.3, 0.3, 2].map((durationS) => timing('pipeline.plan', durationS)),
    ])
    const target = await reporter.listen({ port: 0 })
    port = await findPort()
    const config = join(folder, 'prometheus.yml')
    writeFileSync(
      config,
      `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: t, static_configs: [{ targets: ['127.0.0.1:${target.port}'] }] }]\n`,
    )
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]
    server = spawn('prometheus', flags, { stdio: 'ignore' })
  })
  afterAll(async () => {
    server?.kill()
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.once('exit', resolve)))
    await reporter.shutdown()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  it('finds nothing to say about metrics of ordinary names', () => {
    const ordinary = prometheusReporter()
    ordinary.recordBatch!([
      metric('counter', 'cache.hit', 1, { tier: 'a"b\\c\nd' }),
      metric('gauge', 'queue.depth', 1),
      timing('pipeline.plan', 0.1),
      event('tool.started', {}),
    ])
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: ordinary.render() })
    expect({ status, text: `${stdout}${stderr}` }).toEqual({ status: 0, text: '' })
  })

  it('reads hostile names and ten thousand hostile labels: of style it has to say something, of the syntax nothing', () => {
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: reporter.render() })
    // 1 is a text that cannot be read; 3 is one that could be named better.
    expect([status, String(stderr).slice(0, 200)]).toEqual([3, expect.not.stringContaining('error while linting')])
  })

  it('is read by it as an error when it is wrong', () => {
    const { status } = spawnSync('promtool', ['check', 'metrics'], { input: 'a{b="c} 1\n' })
    expect(status).toBe(1)
  })

  it('holds the right numbers after a scrape', async () => {
    await vi.waitFor(async () => expect(await query('up')).toEqual([1]), { timeout: 60_000, interval: 500 })
    expect(await query('cache_hit_total{tier="l1"}')).toEqual([42])
    expect(await query('queue_depth')).toEqual([-7.5])
    expect(await query('pipeline_plan_seconds_count')).toEqual([4])
    expect(await query('pipeline_plan_seconds_sum')).toEqual([2.65])
    expect(await query('pipeline_plan_seconds_bucket{le="0.5"}')).toEqual([3])
    expect(await query('histogram_quantile(0.5, pipeline_plan_seconds_bucket)')).toEqual([expect.closeTo(0.3, 5)])
    expect(await query('count(many_labels_total)')).toEqual([10_000])
  })

  function query(expression: string): Promise<number[]> {
    return new Promise((resolve, reject) => {
      get(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`, async (response) => {
        let body = ''
        for await (const chunk of response) body += chunk
        resolve(JSON.parse(body).data.result.map(({ value }: Loose) => Number(value[1])))
      }).on('error', reject)
    })
  }

  async function findPort(): Promise<number> {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port: free } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    return free
  }
})
